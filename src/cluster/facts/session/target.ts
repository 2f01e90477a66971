/** The facts that decide whether a session may be ended: identity, activity and the acting login's rights. */
import {
  noSignalReach,
  type SignalReach,
  type SignalRow,
  signalColumns,
  signalReachOf,
} from '#cluster/facts/role/signals'
import { type AtStake, lookAtStake } from '#cluster/facts/session/at-stake'
import {
  fromSessions,
  ownReads,
  ownRun,
  readSessions,
  type Session,
  sessionColumns,
} from '#cluster/facts/session/sessions'
import type { Provider } from '#model/cluster'
import type { Reader, View } from '#model/view'

export interface SessionAbout extends SignalReach {
  /** Where the session is; null where no node that was looked at has such a session. */
  readonly node: string | null
  /** Further nodes with a session of that pid. */
  readonly also: readonly string[]
  /** Nodes that answer. */
  readonly nodes: readonly string[]
  readonly unreachable: View['unreachable']
  /** The node that a person named, or all that answer. */
  readonly looked: readonly string[]
  readonly database: string
  readonly session: Session | null
  /** Null where there is no session of a client. */
  readonly stake: AtStake | null
  /** What the session does for Howdah: a run, `look`, or nothing. */
  readonly own: string | null
  readonly actor: string | null
  readonly provider: Provider
}

export interface SessionWanted {
  readonly pid: number
  readonly node?: string | undefined
  /** Start of the session. */
  readonly started?: string | undefined
}

export const lookAtSession = async (
  view: View,
  { pid, node: wanted, started }: SessionWanted,
): Promise<SessionAbout> => {
  const looked = view.nodes.filter(({ name }) => wanted === undefined || name === wanted)
  const found = (
    await Promise.all(
      looked.map(async ({ name, reader }) => {
        const one = await findSession(view, reader, pid)
        return one && (started === undefined || one.session.backendStart === started)
          ? [{ name, reader, ...one }]
          : []
      }),
    )
  ).flat()
  // A pid is one node's alone: a client of one node may share the pid with a worker of another.
  const clients = found.filter(({ session }) => session.kind === 'client backend')
  const [meant, ...also] = clients.length > 0 ? clients : found
  return {
    node: meant?.name ?? null,
    also: also.map(({ name }) => name),
    nodes: view.nodes.map(({ name }) => name),
    unreachable: view.unreachable,
    looked: looked.map(({ name }) => name),
    database: view.database,
    session: meant?.session ?? null,
    stake:
      meant && clients.includes(meant)
        ? await lookAtStake(view, { node: meant.name, reader: meant.reader, pid })
        : null,
    own: meant ? ownWork(meant.session, view.cluster.logins) : null,
    actor: view.cluster.logins.maintain,
    provider: view.cluster.provider,
    ...(meant?.reach ?? noSignalReach),
  }
}

const ownWork = (session: Session, logins: View['cluster']['logins']): string | null =>
  ownRun(session, logins) ?? (ownReads(session, logins) ? 'look' : null)

/** The session, and the rights of the acting login over the session; no rights without an acting login. */
const findSession = async (
  { cluster: { logins, version } }: View,
  reader: Reader,
  pid: number,
): Promise<{ readonly session: Session; readonly reach: SignalReach } | undefined> => {
  const [row] = await readSessions<Session & SignalRow>(reader, sessionAndReach, [
    pid,
    logins.maintain,
  ])
  if (!row) return undefined
  const { quoted, inherits, signals, monitors, maySignal, actorSees, ...session } = row
  const held = { quoted, inherits, signals, monitors, maySignal, actorSees }
  return { session, reach: signalReachOf(held, version) }
}

const sessionAndReach = `select ${sessionColumns}, ${signalColumns}
  ${fromSessions} left join pg_roles l on l.rolname = $2 where a.pid = $1`
