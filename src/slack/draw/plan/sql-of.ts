/** All statements of a plan, with the values that go with them, as an approver reads them. */
import type { Plan } from '#model/plan'

export const sqlOf = ({ steps }: Pick<Plan, 'steps'>): string =>
  steps
    .map(
      ({ action: { statement, values } }) =>
        `${statement};${values.length > 0 ? ` -- with ${JSON.stringify(values)}` : ''}`,
    )
    .join('\n')
