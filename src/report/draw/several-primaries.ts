/** The alarm about several primaries of a cluster, and the words in the alarm's place afterwards. */
import type { Situation } from '#model/primaries'
import type { Answer } from '#model/reply'
import type { StandingReport } from '#report/closing-reports'
import { nodeWords } from '#report/draw/node-said'
import { minute } from '#text/instant'
import { listed } from '#text/listed'
import { writeCommand } from '#text/write-command'

export const severalPrimaries = (
  cluster: string,
  { nodes, several }: Pick<Situation, 'nodes' | 'several'>,
  owner: string,
): Answer => ({
  kind: 'answer',
  title: `${cluster} has ${several.length === 2 ? 'two' : several.length} primaries: ${listed(several)} take writes at the same time.`,
  lines: [
    ...nodes.map(nodeWords),
    'What is committed on one of them the other lacks, and each minute makes it more.',
    'Do this now: let applications connect to one of them only, as a rule the one with the highest timeline, and stop the other server.',
    'Keep the files of the server that you stop: its last commits are in there alone. Build it anew as a replica once they were looked at.',
    `${cluster} is frozen: Howdah starts nothing there until somebody says \`thaw ${cluster}\`.`,
  ],
  owner,
  alarm: true,
  offers: [{ label: 'Show Replication', command: writeCommand('replication status', { cluster }) }],
})

export const severalPrimariesOver = (
  cluster: string,
  { at }: Pick<StandingReport, 'at'>,
  { nodes }: Pick<Situation, 'nodes'>,
): Answer => {
  const primaries = nodes.filter(({ is }) => is === 'primary').map(({ name }) => name)
  return {
    kind: 'answer',
    over: true,
    title:
      primaries.length === 0
        ? `${cluster} has no second primary any more, and no primary that answers.`
        : `${cluster} has one primary again: ${listed(primaries)}.`,
    lines: [
      ...nodes.map(nodeWords),
      `Reported ${minute(at.toISOString())}.`,
      `A freeze of ${cluster} stands until somebody says \`thaw ${cluster}\`.`,
    ],
    offers: [
      { label: 'Show Replication', command: writeCommand('replication status', { cluster }) },
    ],
  }
}
