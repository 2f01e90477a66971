/** Autovacuum that does not keep up. */
import { type JudgedSettings, judged, type Rule } from '#checks/config/judged'
import { isoOf, secondsSince } from '#checks/config/since'
import { type PrimaryValues, primaryValues } from '#checks/config/values'
import { hasTraffic, primaryWorkload, tooYoung } from '#checks/config/workload'
import { count, counted, seconds } from '#text/figures'
import { listed } from '#text/listed'

const least = { seconds: 3_600, snapshotSeconds: 300 }

/** Higher limits let vacuums disturb the applications. */
const mostLimit = 2_000

export const deadRows: Rule = about => {
  const { node, workload } = primaryWorkload(about) ?? {}
  const values = primaryValues(about)
  if (!workload || values.text('autovacuum') !== 'on') return judged()
  const { began, overdue, overdueTables, oldestSnapshotSeconds, workers } = workload.vacuum
  if (overdueTables === 0) return judged()
  const passed = secondsSince(workload.at, began)
  if (!hasTraffic(workload) || passed === null || passed < least.seconds)
    return judged({ unjudged: [`autovacuum: ${tooYoung(workload.at, began, 'dead rows')}`] })
  const tables = overdue.map(
    ({ table, dead, live }) => `${table} (${count(dead)} dead, ${count(live)} live)`,
  )
  const seen = `${counted(overdueTables, 'table')} of ${about.database} on ${node} ${overdueTables === 1 ? 'has' : 'have'} twice the dead rows at which autovacuum is due: ${listed(tables)}${overdueTables > overdue.length ? ' the worst' : ''}.`
  if (oldestSnapshotSeconds >= least.snapshotSeconds)
    return judged({
      remarks: [
        `${seen} A session has held a snapshot for ${seconds(oldestSnapshotSeconds)}, and until it ends, no vacuum removes rows that died since: no setting helps. \`status\` names it.`,
      ],
    })
  const most = values.number('autovacuum_max_workers')
  if (most === null || workers < most)
    return judged({
      remarks: [
        `${seen} ${counted(workers, 'autovacuum worker')} of ${most ?? 'an unknown number'} at work just now: speed is not the problem. Look again in a few minutes.`,
      ],
    })
  return faster(
    values,
    isoOf(workload.at - catchUpSeconds),
    `${seen} All ${count(most)} autovacuum workers are busy.`,
  )
}

/** Tables stay overdue for a while after a change. */
const catchUpSeconds = 86_400

const faster = (values: PrimaryValues, since: string, evidence: string): JudgedSettings => {
  const own = values.number('autovacuum_vacuum_cost_limit') ?? -1
  const limit = own > 0 ? own : (values.number('vacuum_cost_limit') ?? 200)
  if (values.number('autovacuum_vacuum_cost_delay') === 0 || limit * 2 > mostLimit)
    return judged({
      remarks: [`${evidence} They hardly pause as it is: the disk is the limit.`],
    })
  return judged({
    proposals: [
      {
        setting: 'autovacuum_vacuum_cost_limit',
        value: String(Math.min(mostLimit, limit * 4)),
        now: own > 0 ? String(own) : `${limit} (vacuum_cost_limit)`,
        evidence,
        expected:
          'Vacuums pause less, so that they get to every table. Meanwhile they compete more with applications for the disk.',
        since,
      },
    ],
  })
}
