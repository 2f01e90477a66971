/** The facts that decide whether a session may be ended: identity, activity and the acting login's rights. */
import { maySignal, signalGrant } from '#cluster/facts/role/privileges'
import { findSession, type Session } from '#cluster/facts/session/sessions'
import type { Provider } from '#model/cluster'
import type { View } from '#model/view'

export interface SessionAbout {
  readonly node: string | null
  readonly nodes: readonly string[]
  readonly database: string
  readonly session: Session | null
  readonly actor: string | null
  readonly maySignal: boolean
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
  const { actor } = view.cluster
  return {
    node: node?.name ?? null,
    nodes: view.nodes.map(({ name }) => name),
    database: view.database,
    session: session ?? null,
    actor,
    provider: view.cluster.provider,
    signalGrant:
      node !== undefined && actor !== null
        ? await signalGrant(node.reader, actor, view.cluster.version)
        : '',
    maySignal:
      node !== undefined &&
      session !== undefined &&
      actor !== null &&
      (await maySignal(node.reader, actor, session)),
  }
}
