/** The words of Patroni beside those of the servers, and where they differ: then the servers are right. */
import type { PatroniOfNode, PatroniSaid } from '#cluster/facts/patroni/look'
import type { ReplicationFacts } from '#cluster/facts/replication/look'
import { listed } from '#text/listed'

type Facts = Pick<ReplicationFacts, 'cluster' | 'nodes' | 'patroni'>

/** For the row of a node in a table. */
export const patroniCell = (
  patroni: readonly PatroniOfNode[],
  { name }: { readonly name: string },
): string => {
  const own = patroni.find(({ node }) => node === name)
  if (own?.kind !== 'said') return 'does not answer'
  const { role, state, timeline, leader, member } = own
  return [
    leader === member ? 'leader' : role,
    state,
    timeline === null ? 'timeline not known' : `timeline ${timeline}`,
  ].join(', ')
}

/** Sentences, each with trouble and a way out; empty where Patroni and the servers say the same. */
export const patroniTrouble = (facts: Facts): readonly string[] => {
  const { patroni } = facts
  if (patroni === null) return []
  const said = patroni.filter(one => one.kind === 'said')
  return [
    ...patroni.flatMap(one => silentWords(facts, one)),
    ...said.flatMap(one => roleWords(facts, one)),
    ...leaderWords(facts, said),
  ]
}

/** Sentences that are no trouble. */
export const patroniNotes = ({ patroni }: Pick<Facts, 'patroni'>): readonly string[] => {
  const said = (patroni ?? []).filter(one => one.kind === 'said')
  const waiting = said.filter(({ pendingRestart }) => pendingRestart).map(({ node }) => node)
  return [
    ...(said.some(({ paused }) => paused)
      ? ['Patroni is paused: nobody takes over by itself. `patronictl resume` ends that.']
      : []),
    ...(waiting.length > 0
      ? [`Settings of Patroni wait for a restart of ${listed(waiting)}: \`patronictl restart\`.`]
      : []),
  ]
}

const silentWords = ({ nodes }: Facts, one: PatroniOfNode): readonly string[] => {
  if (one.kind === 'said') return []
  const writes = nodes.some(({ name, role }) => name === one.node && role === 'primary')
  return [
    `${one.because} ${one.instead}${writes ? ` The server of ${one.node} takes writes: without its Patroni nothing stops it when another node is promoted.` : ''}`,
  ]
}

const roleWords = ({ nodes }: Facts, { node, role }: PatroniSaid): readonly string[] => {
  const server = nodes.find(({ name }) => name === node)
  return server === undefined || (role === 'primary') === (server.role === 'primary')
    ? []
    : [
        `Patroni of ${node} says that it is ${role === 'primary' ? 'the primary' : `a ${role}`}, and the server itself that it is a ${server.role}: the server is right. Ask again in a moment.`,
      ]
}

/** Each Patroni reads the leader from the store, and may be cut off from there. */
const leaderWords = (
  { nodes, cluster }: Facts,
  said: readonly PatroniSaid[],
): readonly string[] => {
  const leaders = [...new Set(said.map(({ leader }) => leader))]
  const [leader] = leaders
  if (leaders.length > 1)
    return [
      `Patroni does not agree on the leader of ${cluster}: ${said.map(one => `${one.node} names ${one.leader ?? 'nobody'}`).join(', ')}. Look at its store.`,
    ]
  if (leader === null)
    return [`Patroni has no leader of ${cluster} now: wait for it, or look at its store.`]
  const primary = nodes.find(({ role }) => role === 'primary')?.name
  const member = said.find(({ node }) => node === primary)?.member
  return leader === undefined || member === undefined || member === leader
    ? []
    : [`Patroni names ${leader} as the leader, and ${primary} takes writes.`]
}
