/** A finding in a sentence. */
import type { Finding } from '#model/finding'
import { count, counted, milliseconds, percent, seconds } from '#text/figures'

export const findingLine = ({ label, meanMs, share, rowsRead, rowsReturned }: Finding): string =>
  `${label} takes ${milliseconds(meanMs)}, ${percent(share)} of database time; reads ${count(rowsRead)} rows to return ${rowsReturned < 1 ? 'less than 1' : count(rowsReturned)}.`

/** Several messages tell of a statement, each with figures of a different time. */
export const windowLine = (told: Pick<Finding, 'calls' | 'seconds'>): string =>
  `Measured over ${counted(told.calls, 'call')} in ${seconds(told.seconds)}.`

/** The name may be another caller's: the shape tells which statement it is. */
export const shapeLine = ({ shape }: Pick<Finding, 'shape'>): string =>
  `\`${shape.replaceAll('`', 'ˋ')}\``

/** None where the planner was asked, or the rows that came back tell. */
export const uncheckedLines = ({ unchecked }: Finding): readonly string[] =>
  unchecked === null
    ? []
    : [`Whether the planner would use the index was not checked: ${unchecked}.`]
