/** Reads the facts of a report. */

import { streakWords } from '#checks/drills'
import { readOpenWork } from '#checks/open-work'
import { seeCluster } from '#checks/see-cluster'
import { standingTrouble } from '#checks/standing-trouble'
import { troubleIn } from '#checks/trouble'
import { uncountedBecause } from '#cluster/facts/query/setup'
import { slowestStatements } from '#cluster/facts/query/slowest'
import { type Period, type ReportFacts, reportOf } from '#commands/report/report-of'
import type { Engine } from '#model/engine'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import type { Answer } from '#model/reply'
import { Failure } from '#src/errors'
import { asSentence } from '#text/sentence'
import { writeCommand } from '#text/write-command'

export const reported = async (
  engine: Engine,
  cluster: string,
  period: Period,
): Promise<Answer | Refusal> => {
  const config = engine.config.clusters.find(({ name }) => name === cluster)
  if (!config)
    return refusal(`There is no cluster ${cluster}.`, `Name one of: ${engine.clusters.join(', ')}.`)
  const since = new Date(period.now.getTime() - period.days * 86_400_000)
  const seen = await seeCluster(engine, cluster)
  const changes = await engine.recentChanges(mostChanges)
  const { ok, entries, sentence } = await engine.audit.verify()
  const unread = await engine.channelUnread()
  const standing = await standingTrouble(engine, config, period.now)
  const ours = ({ plan }: { readonly plan: { readonly cluster: string } }) =>
    plan.cluster === cluster
  return reportOf(cluster, period, {
    owner: config.owner ?? config.channel,
    nodes: seen.nodes.map(({ name }) => name),
    warnings: [...(ok ? [] : [sentence]), ...(unread === null ? [] : [unread])],
    entries,
    ...(await readOpenWork(engine, [cluster])),
    ended: changes.filter(
      one => ours(one) && one.endedAt !== null && new Date(one.endedAt) >= since,
    ),
    trouble: [
      ...(seen.away === null ? [] : [seen.away]),
      ...troubleIn({ ...seen, cluster }),
      ...standing.lines,
    ],
    drills: standing.drills ? streakWords(standing.drills, since) : [],
    slots: await engine.schedules.since(cluster, since),
    slow: seen.away === null ? await slowOf(engine, cluster) : { statements: [], unseen: null },
  })
}

/** Changes of all clusters that are looked through. */
const mostChanges = 200

/** Statements in a report. */
const mostSlow = 5

const unseen = (because: string, cluster: string): ReportFacts['slow'] => ({
  statements: [],
  unseen: `Slow queries could not be checked: ${because}. \`${writeCommand('doctor', { cluster })}\` prints the statement that helps.`,
})

const slowOf = async (engine: Engine, cluster: string): Promise<ReportFacts['slow']> => {
  try {
    const view = await engine.view(cluster)
    if (isRefusal(view)) return { statements: [], unseen: null }
    const { setup, sees, statements } = await slowestStatements(view, mostSlow, null)
    const because = uncountedBecause(setup, view.database)
    if (because !== null) return unseen(because, cluster)
    return sees
      ? { statements, unseen: null }
      : unseen('its login does not see what others run', cluster)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return {
      statements: [],
      unseen: `Slow queries could not be checked: ${asSentence(error.message)} ${error.instead}`,
    }
  }
}
