/** Rights of the acting login over the sessions of others. */
import { type HeldRole, heldRole, waysToInherit } from '#cluster/facts/role/privileges'

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

/** A row of `signalColumns`. */
export interface SignalRow extends Pick<SignalReach, 'maySignal' | 'actorSees'> {
  /** Null where there is no such login. */
  readonly quoted: string | null
  readonly inherits: boolean
  readonly signals: HeldRole
  readonly monitors: HeldRole
}

const asUser = `coalesce(pg_has_role(l.oid, r.oid, 'USAGE'), false)`

/** The rights of login `l` over a session of role `r`, for `signalReachOf`. */
export const signalColumns = `quote_ident(l.rolname) as quoted, l.rolinherit as inherits,
  ${heldRole('l.oid', 'pg_signal_backend')} as signals, ${heldRole('l.oid', 'pg_monitor')} as monitors,
  l.rolsuper or (not coalesce(r.rolsuper, false) and (pg_has_role(l.oid, 'pg_signal_backend', 'USAGE') or ${asUser})) as "maySignal",
  pg_has_role(l.oid, 'pg_read_all_stats', 'USAGE') or ${asUser} as "actorSees"`

export const signalReachOf = (
  { quoted, inherits, signals, monitors, maySignal, actorSees }: SignalRow,
  version: number,
): SignalReach => {
  if (quoted === null) return noSignalReach
  const held = { quoted, inherits }
  return {
    maySignal,
    actorSees,
    monitorGrant: waysToInherit('pg_monitor', monitors, held, version).join('; '),
    signalGrant: waysToInherit('pg_signal_backend', signals, held, version).join('; '),
  }
}
