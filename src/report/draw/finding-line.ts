/** A finding in a sentence. */
import type { Finding } from '#model/finding'
import { count, milliseconds, percent } from '#text/figures'

export const findingLine = ({ label, meanMs, share, rowsRead, rowsReturned }: Finding): string =>
  `${label} takes ${milliseconds(meanMs)}, ${percent(share)} of database time; reads ${count(rowsRead)} rows to return ${rowsReturned < 1 ? 'less than 1' : count(rowsReturned)}.`

/** The name may be another caller's: the shape tells which statement it is. */
export const shapeLine = ({ shape }: Pick<Finding, 'shape'>): string =>
  `\`${shape.replaceAll('`', 'ˋ')}\``

/** None where the planner was asked, or the rows that came back tell. */
export const uncheckedLines = ({ unchecked }: Finding): readonly string[] =>
  unchecked === null
    ? []
    : [`Whether the planner would use the index was not checked: ${unchecked}.`]
