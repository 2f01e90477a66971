/** Writes all statements of a plan with the values, as an approver reads the plan. */
import type { Change } from '#model/change'

export const sqlOf = ({ steps }: Pick<Change, 'steps'>): string =>
  steps
    .map(
      ({ action: { statement, values } }) =>
        `${statement};${values.length > 0 ? ` -- with ${JSON.stringify(values)}` : ''}`,
    )
    .join('\n')
