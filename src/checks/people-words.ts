/** The people behind a change, as reports and histories name people. */
import type { Change } from '#model/change'
import { listed } from '#text/listed'

/** `olga, approved by adam and dana`. */
export const peopleWords = ({
  plan,
  approvals,
  breakGlass,
}: Pick<Change, 'plan' | 'approvals' | 'breakGlass'>): string => {
  const yes = approvals.filter(({ decision }) => decision === 'approve').map(({ name }) => name)
  return [
    plan.requesterName,
    ...(yes.length > 0 ? [`approved by ${listed(yes)}`] : []),
    ...(breakGlass === null ? [] : [`break-glass by ${breakGlass.name}`]),
  ].join(', ')
}
