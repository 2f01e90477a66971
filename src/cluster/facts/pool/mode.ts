/** Facts for a change of the mode of a pool: the mode in the file, and the state of the sessions that have a client. */
import { wordInFile } from '#cluster/facts/pool/config-file'
import { lookAtMovingPools, type MovingPools } from '#cluster/facts/pool/moving'
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import { type PooledSession, readPooledSessions } from '#cluster/facts/pool/pooled-sessions'
import type { View } from '#model/view'

type Named = Pick<PooledDatabase, 'pooler' | 'name'>

export interface ModeFacts extends MovingPools {
  /** `pool_mode` in the file; null where the line has none. */
  readonly written: readonly (Named & { readonly mode: string | null })[]
  readonly sessions: readonly (Named & {
    readonly seen: readonly PooledSession[]
    /** Sessions that have a client by the words of PgBouncer, and that the node does not show. */
    readonly unseen: number
  })[]
}

export const lookAtMode = async (view: View): Promise<ModeFacts> => {
  const facts = await lookAtMovingPools(view)
  const databases = facts.poolers.flatMap(({ config, databases }) =>
    databases.map(database => ({ config, database })),
  )
  const [written, sessions] = await Promise.all([
    Promise.all(
      databases.map(async ({ config, database: { pooler, name } }) => ({
        pooler,
        name,
        mode: config === null ? null : await wordInFile(config, name, 'pool_mode'),
      })),
    ),
    Promise.all(databases.map(({ database }) => sessionsOf(view, facts, database))),
  ])
  return { ...facts, written, sessions }
}

const sessionsOf = async (
  view: View,
  { holders }: Pick<MovingPools, 'holders'>,
  { pooler, name, node }: PooledDatabase,
): Promise<ModeFacts['sessions'][number]> => {
  const held =
    holders.find(one => one.pooler === pooler && one.name === name)?.sessions.map(one => one.pid) ??
    []
  const reader = view.nodes.find(one => one.name === node)?.reader
  const seen =
    reader && held.length > 0 ? await readPooledSessions(reader, held, view.cluster.version) : []
  const found = new Set(seen.map(({ pid }) => pid))
  return { pooler, name, seen, unseen: held.filter(pid => !found.has(pid)).length }
}
