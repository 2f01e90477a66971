/** The daily digest of a cluster: trouble first, the worst on top; "all well" is a single line. */
import type { Change } from '#model/change'
import type { Finding } from '#model/finding'
import type { Answer } from '#model/reply'
import { findingLine } from '#report/draw/finding-line'
import { findingOffers } from '#report/draw/finding-offers'
import { reviewLine } from '#report/draw/open-review'
import { counted } from '#text/figures'
import { listed } from '#text/listed'
import { writeCommand } from '#text/write-command'

export interface Day {
  readonly cluster: string
  /** The owner: U…, S… or a channel. */
  readonly owner: string
  /** Nodes that answer, by name. */
  readonly nodes: readonly string[]
  /** Trouble with the record, or the reason of recovery mode. */
  readonly warning: string | null
  /** Of this cluster, let through by break-glass. */
  readonly open: readonly Change[]
  /** The cluster's plans that wait for approval, and runs with an unknown outcome. */
  readonly waiting: readonly Change[]
  /** Nodes that do not answer or do not replay, transactions that are old. */
  readonly trouble: readonly string[]
  readonly finding: Finding | null
}

const waitingLine = ({ plan, state, run }: Change): string =>
  `\`${plan.id}\` (${plan.headline}) ${state === 'pending' ? 'waits for approval.' : `is being checked: its outcome is not known. ${run?.waitingFor ?? ''}`}`.trimEnd()

export const digestOf = (day: Day): Answer => {
  const { cluster, warning, open, waiting, trouble, finding, nodes } = day
  const exceptions = [
    ...(warning === null ? [] : [warning]),
    ...open.map(reviewLine),
    ...waiting.map(waitingLine),
    ...trouble,
    ...(finding === null ? [] : [findingLine(finding)]),
  ]
  if (exceptions.length === 0)
    return {
      kind: 'answer',
      title: `${cluster}: all well, ${listed(nodes)} ${nodes.length === 1 ? 'answers' : 'answer'}, and nothing waits for anybody.`,
    }
  return {
    kind: 'answer',
    title: `${cluster}: ${counted(exceptions.length, 'finding')} today.`,
    lines: exceptions,
    owner: day.owner,
    offers: [
      { label: 'Show Status', command: writeCommand('status', { cluster }) },
      ...(finding === null ? [] : findingOffers(finding)),
    ],
  }
}
