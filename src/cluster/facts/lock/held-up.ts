/** Sessions that wait behind a session, directly or not, and the locks that the sessions want. */
import {
  type ClusterWaits,
  clusterWaits,
  type PlacedWaiter,
  placeOf,
} from '#cluster/facts/lock/cluster-waits'
import type { View } from '#model/view'
import { Failure } from '#src/errors'

export interface HeldUp extends PlacedWaiter {
  /** Seconds of the wait; null where PostgreSQL does not say. */
  readonly waited: number | null
  /** `a row of public.users`, `ROW EXCLUSIVE on public.users`; null for a lock of another kind. */
  readonly wants: string | null
}

/** The longest wait first; null where the waits cannot be seen. */
export const heldUpBy = async (
  view: View,
  holder: { readonly node: string; readonly pid: number },
): Promise<readonly HeldUp[] | null> => {
  try {
    const waits = await clusterWaits(view)
    if (!waits.seen) return null
    const behind = behindOf(waits, holder)
    const wanted = await Promise.all(
      view.nodes.map(async ({ name, reader }) => {
        const pids = behind.filter(({ node }) => node === name).map(({ pid }) => pid)
        const rows = pids.length === 0 ? [] : await reader.read<Wanted>(wantedBy, [pids])
        return rows.map(row => [placeOf({ node: name, pid: row.pid }), row] as const)
      }),
    )
    const wants = new Map(wanted.flat())
    return behind
      .map(one => {
        const { waited = null, wants: what = null } = wants.get(placeOf(one)) ?? {}
        return { ...one, waited, wants: what }
      })
      .toSorted((one, other) => (other.waited ?? 0) - (one.waited ?? 0))
  } catch (error) {
    // A look that fails keeps no person from freeing sessions in a hurry.
    if (error instanceof Failure) return null
    throw error
  }
}

/** A deadlock is a cycle: each session is taken once. */
export const behindOf = (
  { sessions }: Pick<ClusterWaits, 'sessions'>,
  holder: { readonly node: string; readonly pid: number },
): readonly PlacedWaiter[] => {
  const places = new Set([placeOf(holder)])
  const behind = new Set<PlacedWaiter>()
  // A Set iterates in insertion order, entries added during the iteration included.
  for (const place of places)
    for (const one of sessions)
      if (one.blockedBy.includes(place) && placeOf(one) !== placeOf(holder)) {
        behind.add(one)
        places.add(placeOf(one))
      }
  return [...behind]
}

interface Wanted {
  readonly pid: number
  readonly waited: number | null
  readonly wants: string | null
}

/** `l.mode` as the manual writes it: ROW EXCLUSIVE. */
export const lockMode = `upper(regexp_replace(replace(l.mode, 'Lock', ''), '([a-z])([A-Z])', '\\1 \\2', 'g'))`

const tableOf = (oid: string): string =>
  `(select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = ${oid})`

const here = `(select oid from pg_database where datname = current_database())`

// A session that waits for a row waits for the transaction that changed the row, and holds the lock of the row's queue.
const wantedBy = `select l.pid, extract(epoch from clock_timestamp() - min(l.waitstart))::float8 as waited,
    min(case when l.locktype = 'relation' and l.database = ${here} then ${lockMode} || ' on ' || ${tableOf('l.relation')}
      when l.locktype = 'tuple' and l.database = ${here} then 'a row of ' || ${tableOf('l.relation')}
      when l.locktype = 'transactionid' then coalesce('a row of ' || (select ${tableOf('t.relation')} from pg_locks t
        where t.pid = l.pid and t.granted and t.locktype = 'tuple' and t.database = ${here} limit 1), 'the end of its transaction') end) as wants
  from pg_locks l where l.pid = any($1) and not l.granted group by l.pid`
