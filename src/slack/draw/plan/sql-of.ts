/** Writes the statements of a plan with the values, as an approver reads the plan; long runs of the same are folded. */
import type { Change } from '#model/change'
import { written } from '#text/folded'
import { valuesInWords } from '#text/values-in-words'

export const sqlOf = ({ steps }: Pick<Change, 'steps'>): string =>
  written(
    steps,
    ({ action: { text, values } }) =>
      `${text};${values.length > 0 ? ` -- with ${valuesInWords(values)}` : ''}`,
    words => `-- ${words} (plan show writes out each)`,
  ).join('\n')
