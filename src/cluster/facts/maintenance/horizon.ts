/**
 * The holders of the xmin horizon, which keep VACUUM from removing dead rows and from freezing: a transaction or
 * snapshot of this database, a prepared transaction, a replication slot, a replica that sends feedback (manual 24.1.5).
 * A transaction of a different database does not count.
 */
import {
  fromSessions,
  readSessions,
  type Session,
  sessionColumns,
  sessionLabelOf,
  wayToFree,
} from '#cluster/facts/session/sessions'
import type { View } from '#model/view'
import { count, seconds } from '#text/figures'
import { micros } from '#text/instant'
import { writeCommand } from '#text/write-command'

export interface HorizonHolder {
  /** Stands in front of "holds on to them": `pid 4711 (billing, idle in transaction for 12 min)`. */
  readonly label: string
  /** Age of the oldest transaction id that has to be kept. */
  readonly xids: number
  /** Microseconds since 1970 from which on the horizon is held back for certain; null where not known. */
  readonly since: string | null
  /** A sentence: the way to end the holder. */
  readonly instead: string
  /** The command that ends the holder; null where a person has to. */
  readonly command: string | null
  /** False for a transaction of less than a minute, which most likely ends soon. */
  readonly lasting: boolean
}

interface Told {
  readonly xids: number
  readonly since: string | null
}

/** Furthest back first. Without pg_monitor the sessions of further roles are hidden. */
export const horizonHolders = async (view: View): Promise<readonly HorizonHolder[]> => {
  const [sessions, prepared, slots, standbys] = await Promise.all([
    readSessions<Session & Told>(view.primary, sessionsHolding),
    view.primary.read<Told & { gid: string; seconds: number }>(preparedHolding),
    view.primary.read<Slot>(slotsHolding),
    view.primary.read<Told & { name: string }>(standbysHolding),
  ])
  const onReplicas = slots.length + standbys.length > 0 ? await oldestOnReplicas(view) : ''
  const primary = view.nodes.find(({ role }) => role === 'primary')?.name ?? ''
  return [
    ...sessions.map(one => sessionHolder(view, primary, one)),
    ...prepared.map(one => ({
      ...one,
      label: `the prepared transaction “${one.gid}”, prepared ${seconds(one.seconds)} ago,`,
      instead: `In database ${view.database} say COMMIT PREPARED or ROLLBACK PREPARED with its name: no session can be ended for it.`,
      command: null,
      lasting: true,
    })),
    ...slots.map(one => slotHolder(one, onReplicas)),
    ...standbys.map(one => ({
      ...one,
      label: `the standby ${one.name}, which sends feedback (hot_standby_feedback),`,
      instead: `End what runs on the standby.${onReplicas}`,
      command: null,
      lasting: true,
    })),
  ].toSorted((one, other) => other.xids - one.xids)
}

const sessionHolder = ({ cluster }: View, node: string, session: Session & Told): HorizonHolder => {
  const way = wayToFree(session, cluster.logins)
  return {
    label: sessionLabelOf(session),
    xids: session.xids,
    since: session.since,
    lasting: (session.inTransaction ?? 0) >= 60,
    instead: way === null ? 'Wait until it has ended.' : 'End its transaction, or wait for it.',
    command:
      way === null
        ? null
        : writeCommand(`session ${way} ${session.pid}`, {
            node,
            started: session.backendStart,
            cluster: cluster.name,
          }),
  }
}

interface Slot extends Told {
  readonly name: string
  readonly type: string
  readonly active: boolean
}

const slotHolder = ({ name, type, active, ...told }: Slot, onReplicas: string): HorizonHolder => ({
  ...told,
  label: `the ${type} replication slot “${name}”, ${active ? 'in use,' : 'which nobody reads,'}`,
  instead: active
    ? `Its reader holds rows back.${onReplicas}`
    : 'Bring its reader back; or, if it has none any more, let somebody who may call pg_drop_replication_slot with its name.',
  command: null,
  lasting: true,
})

/** Names the oldest transaction of each replica: the feedback comes from that snapshot. */
const oldestOnReplicas = async ({ nodes }: View): Promise<string> => {
  const found = await Promise.all(
    nodes
      .filter(({ role }) => role === 'replica')
      .map(async ({ name, reader }) => {
        const [oldest] = await readSessions<Session & Told>(reader, sessionsHolding)
        return oldest ? [` On ${name} the oldest is ${sessionLabelOf(oldest)}.`] : []
      }),
  )
  return found.flat().join('')
}

// An idle session took snapshot and id before the end of the last statement, an active session the snapshot when the
// statement began. A VACUUM does not count. Transactions of other databases count for shared catalogues alone.
const sessionsHolding = `select ${sessionColumns},
    greatest(age(a.backend_xid), age(a.backend_xmin))::float8 as xids,
    ${micros(`case when a.state = 'active' then a.query_start else a.state_change end`)}::text as since
  ${fromSessions} where a.pid <> pg_backend_pid() and a.datname = current_database() and a.leader_pid is null
    and (a.backend_xid is not null or a.backend_xmin is not null)
    and a.backend_type not in ('autovacuum worker', 'walsender')
    and a.application_name not in ('howdah look', 'howdah trial')
    and a.xact_start < clock_timestamp() - interval '5 s'
    and not exists (select from pg_stat_progress_vacuum p where p.pid = a.pid)
  order by xids desc limit 3`

const preparedHolding = `select gid, extract(epoch from clock_timestamp() - prepared)::float8 as seconds,
    age(transaction)::float8 as xids, ${micros('prepared')}::text as since
  from pg_prepared_xacts where database = current_database() order by xids desc limit 3`

/** A slot that follows is a few transactions behind all the time. */
const behindForLong = 1_000

// catalog_xmin keeps rows of the system's catalogues alone.
const slotsHolding = `select slot_name as name, slot_type as type, active, age(xmin)::float8 as xids, null as since
  from pg_replication_slots where xmin is not null and (not active or age(xmin) >= ${behindForLong}) order by xids desc limit 3`

const standbysHolding = `select coalesce(nullif(application_name, ''), client_addr::text, 'without a name') as name,
    age(backend_xmin)::float8 as xids, null as since
  from pg_stat_replication where backend_xmin is not null and age(backend_xmin) >= ${behindForLong} order by xids desc limit 3`

/** `pid 4711 (billing, …) holds on to rows of the last 1,204 transactions.` */
export const holderSentence = ({ label, xids, instead }: HorizonHolder): string =>
  `The horizon is held back: ${label} keeps the rows of the last ${count(xids)} transactions. ${instead}`
