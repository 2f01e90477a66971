/** What the channel of a cluster reads about replicas that take no reads, and about reads that go elsewhere. */
import type { RoutedNode } from '#model/pool/read-route'
import type { Answer } from '#model/reply'
import type { StandingReport } from '#report/closing-reports'
import { minute } from '#text/instant'
import { listed } from '#text/listed'
import { writeCommand } from '#text/write-command'

export interface RoutedReads {
  readonly cluster: string
  /** `front/app_ro` */
  readonly label: string
  readonly owner: string
}

const offers = (cluster: string): NonNullable<Answer['offers']> => [
  { label: 'Show Pools', command: writeCommand('pool status', { cluster }) },
  { label: 'Show Replication', command: writeCommand('replication status', { cluster }) },
]

export const takesNoReads = (
  { cluster, label }: RoutedReads,
  { node, trouble }: Pick<RoutedNode, 'node' | 'trouble'>,
  { members, settles }: { readonly members: readonly string[]; readonly settles: string },
): Answer => ({
  kind: 'answer',
  title: `${node} of ${cluster} takes no reads of ${label}: it ${trouble ?? 'is not near'}.`,
  lines: [
    `Reads go to ${listed(members)}.`,
    `Transactions on ${node} ended by themselves; a client in session mode stays there until it leaves.`,
    `It takes reads again by itself, once it was well for ${settles}.`,
  ],
  offers: offers(cluster),
})

export const takesReadsAgain = (
  { cluster, label }: RoutedReads,
  node: string,
  { members, at }: { readonly members: readonly string[]; readonly at: StandingReport['at'] },
): Answer => ({
  kind: 'answer',
  over: true,
  title: `${node} of ${cluster} takes reads of ${label} again.`,
  lines: [`Reads go to ${listed(members)}.`, `Reported ${minute(at.toISOString())}.`],
  offers: offers(cluster),
})

/** `near` are the replicas without a trouble. */
export const readsAreShort = (
  { cluster, label, owner }: RoutedReads,
  nodes: readonly RoutedNode[],
  members: readonly string[],
): Answer => {
  const others = nodes.filter(({ node, trouble }) => members.includes(node) && trouble !== null)
  const primary = others.find(({ is }) => is === 'primary')
  return {
    kind: 'answer',
    title: primary
      ? `${label}: the primary ${primary.node} of ${cluster} takes reads, as too few replicas are near.`
      : `${label}: ${listed(others.map(({ node }) => node))} of ${cluster} takes reads although it ${others[0]?.trouble ?? 'is not near'}.`,
    lines: [
      ...nodes
        .filter(({ is, trouble }) => is !== 'primary' && trouble !== null)
        .map(({ node, trouble }) => `${node} ${trouble}.`),
      primary ? 'Its writes share the server with these reads.' : 'Readers see old rows there.',
      `Howdah leads them to replicas that are near as soon as there are enough, unless ${cluster} is frozen.`,
    ],
    owner,
    alarm: true,
    offers: offers(cluster),
  }
}

export const readsAreWell = (
  { cluster, label }: RoutedReads,
  { members, at }: { readonly members: readonly string[]; readonly at: StandingReport['at'] },
): Answer => ({
  kind: 'answer',
  over: true,
  title: `${label} of ${cluster} reads from replicas that are near again: ${listed(members)}.`,
  lines: [`Reported ${minute(at.toISOString())}.`],
  offers: offers(cluster),
})

export const readsStayed = (
  { cluster, label, owner }: RoutedReads,
  { message, instead }: { readonly message: string; readonly instead: string },
): Answer => ({
  kind: 'answer',
  title: `${label} of ${cluster}: its reads could not be led to other nodes.`,
  lines: [message, instead],
  owner,
  alarm: true,
  offers: offers(cluster),
})
