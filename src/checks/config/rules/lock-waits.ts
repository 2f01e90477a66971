/** Lock waits that leave no trace in the server's log. */
import { judged, type Rule } from '#checks/config/judged'
import { sinceWords } from '#checks/config/since'
import { primaryValues } from '#checks/config/values'
import { primaryWorkload } from '#checks/config/workload'
import { counted } from '#text/figures'

export const lockWaits: Rule = about => {
  const { node, workload } = primaryWorkload(about) ?? {}
  const values = primaryValues(about)
  if (!workload || values.text('log_lock_waits') !== 'off') return judged()
  const { deadlocks, began } = workload.databases
  const { waiting } = workload.sessions
  const seen = [
    ...(deadlocks > 0 && began !== null
      ? [`${counted(deadlocks, 'deadlock')} ${sinceWords(workload.at, began)}`]
      : []),
    ...(waiting > 0
      ? [`${counted(waiting, 'session')} ${waiting === 1 ? 'waits' : 'wait'} for a lock right now`]
      : []),
  ]
  if (seen.length === 0) return judged()
  return judged({
    proposals: [
      {
        setting: 'log_lock_waits',
        value: 'on',
        now: 'off',
        evidence: `${node}: ${seen.join('; ')}.`,
        expected: `The server’s log names who waited for whom longer than deadlock_timeout (${values.words('deadlock_timeout')}). It shortens no wait.`,
        since: null,
      },
    ],
  })
}
