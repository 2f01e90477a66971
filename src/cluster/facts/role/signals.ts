/** Rights of the acting login over the sessions of others. */
import { type HeldRole, heldRole, waysToInherit } from '#cluster/facts/role/privileges'
import type { Reader } from '#model/view'

export interface SignalReach {
  /** True for the same role or pg_signal_backend; only a superuser may signal a superuser's session. */
  readonly maySignal: boolean
  /** True when pg_stat_activity shows the acting login what the session does (manual, 28.2.2). */
  readonly actorSees: boolean
  /** GRANT that would let the acting login see; empty without an acting login. */
  readonly monitorGrant: string
  /** GRANT that would let the acting login signal; empty without an acting login. */
  readonly signalGrant: string
}

export const noSignalReach: SignalReach = {
  maySignal: false,
  actorSees: false,
  monitorGrant: '',
  signalGrant: '',
}

interface Row extends Pick<SignalReach, 'maySignal' | 'actorSees'> {
  readonly quoted: string
  readonly inherits: boolean
  readonly signals: HeldRole
  readonly monitors: HeldRole
}

/** The rights of `login` over the session with this pid, in a single read. */
export const signalReach = async (
  reader: Reader,
  {
    login,
    version,
    pid,
  }: { readonly login: string; readonly version: number; readonly pid: number },
): Promise<SignalReach> => {
  const [row] = await reader.read<Row>(reach, [login, pid])
  if (!row) return noSignalReach
  return {
    maySignal: row.maySignal,
    actorSees: row.actorSees,
    monitorGrant: waysToInherit('pg_monitor', row.monitors, row, version).join('; '),
    signalGrant: waysToInherit('pg_signal_backend', row.signals, row, version).join('; '),
  }
}

const asUser = `coalesce(pg_has_role(l.oid, t.oid, 'USAGE'), false)`

const reach = `select quote_ident(l.rolname) as quoted, l.rolinherit as inherits,
  ${heldRole('l.oid', 'pg_signal_backend')} as signals, ${heldRole('l.oid', 'pg_monitor')} as monitors,
  l.rolsuper or (not coalesce(t.rolsuper, false) and (pg_has_role(l.oid, 'pg_signal_backend', 'USAGE') or ${asUser})) as "maySignal",
  pg_has_role(l.oid, 'pg_read_all_stats', 'USAGE') or ${asUser} as "actorSees"
from pg_roles l left join (pg_stat_activity a join pg_roles t on t.oid = a.usesysid) on a.pid = $2
where l.rolname = $1`
