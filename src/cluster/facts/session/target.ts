/** The facts that decide whether a session may be ended: identity, activity and the acting login's rights. */
import { inheritGrant, maySignal, seesSessionsOf } from '#cluster/facts/role/privileges'
import { findSession, type Session } from '#cluster/facts/session/sessions'
import type { Provider } from '#model/cluster'
import type { View } from '#model/view'

export interface SessionAbout {
  readonly node: string | null
  readonly nodes: readonly string[]
  readonly unreachable: View['unreachable']
  readonly database: string
  readonly session: Session | null
  readonly actor: string | null
  readonly maySignal: boolean
  /** Whether the acting login sees what the session does. */
  readonly actorSees: boolean
  /** GRANT that would let the acting login see; empty without an acting login. */
  readonly monitorGrant: string
  /** GRANT that would let the acting login signal; empty without an acting login. */
  readonly signalGrant: string
  readonly provider: Provider
}

export const lookAtSession = async (
  view: View,
  pid: number,
  wanted: string | null,
): Promise<SessionAbout> => {
  const node = view.nodes.find(one =>
    wanted === null ? one.role === 'primary' : one.name === wanted,
  )
  const session = node ? await findSession(node.reader, pid) : undefined
  const { actor, version } = view.cluster
  const grant = async (role: 'pg_signal_backend' | 'pg_monitor'): Promise<string> =>
    node !== undefined && actor !== null
      ? await inheritGrant(node.reader, role, actor, version)
      : ''
  return {
    node: node?.name ?? null,
    nodes: view.nodes.map(({ name }) => name),
    unreachable: view.unreachable,
    database: view.database,
    session: session ?? null,
    actor,
    provider: view.cluster.provider,
    signalGrant: await grant('pg_signal_backend'),
    monitorGrant: await grant('pg_monitor'),
    actorSees:
      node !== undefined &&
      session !== undefined &&
      actor !== null &&
      (await seesSessionsOf(node.reader, actor, session.user)),
    maySignal:
      node !== undefined &&
      session !== undefined &&
      actor !== null &&
      (await maySignal(node.reader, actor, session)),
  }
}
