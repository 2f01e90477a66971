/** The stake in a session: changes, locks, and the waits of other sessions. */
import { type HeldUp, heldUpBy, lockMode } from '#cluster/facts/lock/held-up'
import type { Reader, View } from '#model/view'

export interface AtStake {
  /** Whether the transaction has an id: without an id no row was changed yet. */
  readonly wrote: boolean
  /** Locks on tables, but for locks of mere reads: `ROW EXCLUSIVE on public.users`. */
  readonly locks: readonly string[]
  /** The longest wait first; null where the waits cannot be seen. */
  readonly heldUp: readonly HeldUp[] | null
}

export const lookAtStake = async (
  view: View,
  holder: { readonly node: string; readonly reader: Reader; readonly pid: number },
): Promise<AtStake> => {
  const [own, heldUp] = await Promise.all([
    holder.reader.read<Pick<AtStake, 'wrote' | 'locks'>>(ownText, [holder.pid]),
    heldUpBy(view, holder),
  ])
  return { ...(own[0] ?? nothing), heldUp }
}

const nothing = { wrote: false, locks: [] }

// Each change of a schema locks catalogues, which say less than the changed table.
const ownText = `select exists (select from pg_stat_activity where pid = $1 and backend_xid is not null) as wrote,
  array(select distinct ${lockMode} || ' on ' || format('%I.%I', n.nspname, c.relname)
    from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
    where l.pid = $1 and l.granted and l.locktype = 'relation' and l.mode <> 'AccessShareLock'
      and l.database = (select oid from pg_database where datname = current_database())
      and c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'pg_toast') order by 1 limit 20) as locks`
