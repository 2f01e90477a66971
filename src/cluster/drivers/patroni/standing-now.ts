import type { FencedSession } from '#cluster/drivers/session/session'
import { type SwitchoverStanding, standingOf } from '#cluster/facts/patroni/standing'
import type { Holder } from '#model/actions/driver'
import type { PatroniAction } from '#model/actions/replication/patroni'
import { switchoverSql } from '#model/actions/replication/statements'
import { Failure } from '#src/errors'

/** Asks every server of the inventory itself: Patroni may be dead, and tells nothing of a second primary. */
export const standingNow = async (
  action: PatroniAction,
  { session, holder }: { readonly session: Pick<FencedSession, 'read'>; readonly holder: Holder },
): Promise<SwitchoverStanding> => {
  const { cluster } = holder
  const readerOf = (name: string) =>
    name === action.node ? session : cluster.reader(name, action.database)
  const told = await Promise.all(
    cluster.config.nodes.map(async ({ name }) => {
      try {
        const [row] = await readerOf(name).read<{ promoted: boolean }>(switchoverSql.promoted)
        return [name, row?.promoted ?? null] as const
      } catch (error) {
        // The own session is the fence: without that nothing is known here.
        if (!(error instanceof Failure) || name === action.node) throw error
        return [name, null] as const
      }
    }),
  )
  return standingOf(action, new Map(told))
}
