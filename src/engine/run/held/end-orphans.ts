/** Ends sessions that a run left behind on a node: each stands in the record before, and after. */
import type { Orphan } from '#cluster/drivers/sql/fence'
import type { SqlSession } from '#cluster/drivers/sql/session'
import type { Parts } from '#engine/parts'

export interface LeftBy {
  readonly plan: string
  readonly run: string
  /** Sessions of older tokens are left over. */
  readonly token: number
  readonly cluster: string
  readonly node: string
  readonly database: string
}

/**
 * Gives the sessions that were ended. `session` acts in the same place; a session that runs exactly `keep`
 * stays, and sessions in `told` were ended before: a busy backend may take a while to notice.
 */
export const endOrphans = async (
  { record, holder }: Pick<Parts, 'record' | 'holder'>,
  session: SqlSession,
  { plan, run, token, cluster, node, database }: LeftBy,
  keep: string | null,
  told: readonly Orphan[] = [],
): Promise<readonly Orphan[]> => {
  const said = ({ pid, backendStart, token: of }: Orphan) => ({
    actor: `howdah/${holder}`,
    subject: { plan, run, cluster },
    detail: {
      title: `End session ${pid} on ${node}, which ${run} left behind`,
      node,
      database,
      pid,
      backendStart,
      token: of,
    },
  })
  const left = (await session.abandoned(run, token, keep)).filter(
    ({ pid, backendStart }) =>
      !told.some(one => one.pid === pid && one.backendStart === backendStart),
  )
  if (left.length === 0) return []
  for (const orphan of left) await record.append('orphan.will', said(orphan))
  const ended = await session.endAbandoned(run, token, keep, left)
  for (const orphan of ended) await record.appendOutcome('orphan.done', said(orphan))
  return ended
}
