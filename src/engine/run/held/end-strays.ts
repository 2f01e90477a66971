/** Ends the strays of a run at a place: each stray stands in the record before, and after. */
import type { Parts } from '#engine/parts'
import type { Action } from '#model/action'
import type { Place } from '#model/actions/action-kind'
import type { Hand, Stray } from '#model/actions/driver'

export interface LeftBy {
  readonly plan: string
  readonly run: string
  /** Sessions of older tokens are left over. */
  readonly token: number
  readonly cluster: string
  readonly place: Pick<Place, 'node' | 'database'>
}

/**
 * Gives the ended strays. A stray that does exactly `keep` stays; strays in `told` were ended before: a busy
 * backend may take a while to notice.
 */
export const endStrays = async (
  { record, holder }: Pick<Parts, 'record' | 'holder'>,
  hand: Hand,
  { plan, run, cluster, place: { node, database } }: LeftBy,
  keep: Action | null,
  told: readonly Stray[] = [],
): Promise<readonly Stray[]> => {
  const said = ({ pid, startedAt, token }: Stray) => ({
    actor: `howdah/${holder}`,
    subject: { plan, run, cluster },
    detail: {
      title: `End session ${pid} on ${node}, which ${run} left behind`,
      node,
      database,
      pid,
      backendStart: startedAt,
      token,
    },
  })
  const left = (await hand.strays(keep)).filter(
    ({ pid, startedAt }) => !told.some(one => one.pid === pid && one.startedAt === startedAt),
  )
  if (left.length === 0) return []
  for (const stray of left) await record.append('orphan.will', said(stray))
  const ended = await hand.end(keep, left)
  for (const stray of ended) await record.appendOutcome('orphan.done', said(stray))
  return ended
}
