import type { Holder } from '#model/actions/driver'
import type { PatroniAction } from '#model/actions/replication/patroni'
import { Failure } from '#src/errors'

const receives = `select exists (select from pg_stat_wal_receiver where status = 'streaming') as streams`

/**
 * The nodes beside the new primary that receive no WAL by their own word, and the silent ones. Patroni leads each node
 * to the new primary in its own loop, so some come seconds after the old primary.
 */
export const notFollowing = async (
  { node, database }: Pick<PatroniAction, 'node' | 'database'>,
  { cluster }: Pick<Holder, 'cluster'>,
): Promise<readonly string[]> => {
  const told = await Promise.all(
    cluster.config.nodes
      .filter(({ name }) => name !== node)
      .map(async ({ name }) => {
        try {
          const [row] = await cluster.reader(name, database).read<{ streams: boolean }>(receives)
          return row?.streams ? [] : [name]
        } catch (error) {
          if (!(error instanceof Failure)) throw error
          return [name]
        }
      }),
  )
  return told.flat()
}
