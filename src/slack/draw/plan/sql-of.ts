/** All statements of a plan, with the values that go with them, as an approver reads them. */
import type { Change } from '#model/change'

export const sqlOf = ({ steps }: Pick<Change, 'steps'>): string =>
  steps
    .map(
      ({ action: { statement, values } }) =>
        `${statement};${values.length > 0 ? ` -- with ${JSON.stringify(values)}` : ''}`,
    )
    .join('\n')
