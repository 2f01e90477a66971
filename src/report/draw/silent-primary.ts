/** The alarm about a primary that gives no answer, and the words in the alarm's place once a primary answers. */
import { waysToFailOver } from '#checks/replication/failover-ways'
import { standbyWords } from '#checks/replication/standby-words'
import type { Provider } from '#model/cluster'
import type { NodeSaid, SeenPrimary, Situation } from '#model/primaries'
import type { Answer } from '#model/reply'
import type { StandingReport } from '#report/closing-reports'
import { nodeWords } from '#report/draw/node-said'
import { seconds } from '#text/figures'
import { minute, tenthOfSecond } from '#text/instant'
import { listed } from '#text/listed'
import { writeCommand } from '#text/write-command'

export interface Silence {
  readonly cluster: string
  readonly provider: Provider
  readonly owner: string
  readonly nodes: readonly NodeSaid[]
  /** The last sight of the primary; null without any. */
  readonly seen: SeenPrimary | null
}

export const silentPrimary = ({ cluster, provider, owner, nodes, seen }: Silence): Answer => {
  const silent = nodes.filter(node => node.is === 'silent')
  const last = silent.some(({ name }) => name === seen?.node) ? seen : null
  const position = last?.positions.at(-1)
  return {
    kind: 'answer',
    title: last
      ? `${last.node}, the primary of ${cluster}, gives no answer.`
      : `${cluster} has no primary: no node that answers is one.`,
    lines: [
      ...silent.map(({ because }) => because),
      ...(last && position
        ? [
            `${last.node} was seen last at ${tenthOfSecond(position.at)}, with WAL up to ${position.position}.`,
          ]
        : []),
      ...standbyWords(nodes, last && { name: last.node, position: position?.position ?? null }),
      ...(silent.length === nodes.length
        ? [
            `No node of ${cluster} answers: look first whether only Howdah is cut off, and then at the machines.`,
          ]
        : []),
      ...(provider === 'self-managed' ? waysOut(silent) : waysToFailOver[provider]),
    ],
    owner,
    alarm: true,
    offers: [
      // Asks for the name of the cluster, typed out.
      ...(provider === 'self-managed' && silent.length > 0 && silent.length < nodes.length
        ? [{ label: 'Fail Over', command: writeCommand('replication failover', { cluster }) }]
        : []),
      { label: 'Show Replication', command: writeCommand('replication status', { cluster }) },
    ],
  }
}

const waysOut = (silent: readonly unknown[]): readonly string[] =>
  silent.length === 0
    ? ['Find out which node holds the newest data, and start that one as the primary.']
    : [
        'To start the primary again loses nothing. Where that takes too long or it is gone for good, fail over: the plan tells first what is lost.',
      ]

export const primaryAnswers = (
  cluster: string,
  { at, since }: Pick<StandingReport, 'at' | 'since'>,
  { nodes, primary }: Pick<Situation, 'nodes' | 'primary'>,
): Answer => {
  const names = nodes.filter(({ is }) => is === 'primary').map(({ name }) => name)
  const silentMs = primary.since - since.getTime()
  return {
    kind: 'answer',
    over: true,
    title: `${cluster} has a primary again${silentMs > 0 ? ` after ${seconds(silentMs / 1_000)}` : ''}: ${listed(names)}.`,
    lines: [...nodes.map(nodeWords), `Reported ${minute(at.toISOString())}.`],
    offers: [
      { label: 'Show Replication', command: writeCommand('replication status', { cluster }) },
    ],
  }
}
