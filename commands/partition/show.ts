import { z } from 'zod'
import { keyWords, partitionTrouble } from '#checks/partitions'
import { boundWords } from '#cluster/facts/partition/bound'
import { type FoundSet, findSet } from '#cluster/facts/partition/found'
import { type Partman, partmanOf } from '#cluster/facts/partition/keeper'
import type { Part } from '#cluster/facts/partition/parts'
import { runwayOf, runwayWords } from '#cluster/facts/partition/runway'
import { stepWords } from '#cluster/facts/partition/step'
import { areGone } from '#cluster/facts/partition/taken-in'
import { answers } from '#model/command'
import { line } from '#model/input'
import { type Answer, answer } from '#model/reply'
import { noSetNamed } from '#playbooks/shared/partitions'
import { partmanWords } from '#playbooks/shared/partman'
import { bytes, count, counted } from '#text/figures'

export const partitionShow = answers({
  words: 'partition show',
  summary: 'The partitions of a table: ranges, sizes, what is ahead, and what is in the way',
  example: 'events',
  first: 'table',
  verb: 'read',
  needs: 'cluster',
  input: z.object({
    table: line
      .describe('Which partitioned table, e.g. events')
      .meta({ names: 'table', writtenAs: 'name' }),
  }),
  async answer({ input, view, engine }) {
    const found = await findSet(view.primary, input.table)
    const refused = noSetNamed(input.table, found)
    if (refused || found.found !== 'set') return refused ?? answer('')
    const [partman, detached] = await Promise.all([
      partmanOf(view.primary, found.set),
      engine.partitionsDetached(view.cluster.name, view.database, found.set.quoted),
    ])
    const gone = await areGone(
      view.primary,
      detached.map(({ table, oid }) => ({ quoted: table, oid })),
    )
    return setOf(found, {
      partman,
      detached: detached.filter(({ table }) => !gone.includes(table)),
      now: Date.now(),
    })
  },
})

/** As many rows are shown; the file has all. */
const mostShown = 30

export const setOf = (
  { set, parts }: Extract<FoundSet, { found: 'set' }>,
  {
    partman,
    detached,
    now,
  }: {
    readonly partman: Partman | null
    readonly detached: readonly { readonly table: string; readonly at: string }[]
    /** Milliseconds since 1970. */
    readonly now: number
  },
): Answer => {
  const rows = parts.toReversed().map(part => rowOf(set.kind, part))
  const step = set.step && stepWords(set.step)
  return answer(
    `${set.quoted} is partitioned ${keyWords(set, step)}: ${counted(set.parts, 'partition')}, runway ${runwayWords(runwayOf(set, now))}.`,
    {
      lines: [
        ...partitionTrouble(set, now),
        ...(set.partOf === null
          ? []
          : [`It is itself a partition of ${set.partOf}: Howdah rotates whole tables only.`]),
        ...(partman === null ? [] : partmanWords(set, partman, now)),
        ...(rows.length > mostShown
          ? [`The newest ${count(mostShown)} are listed; the file has all.`]
          : []),
        ...detached
          .filter(({ table }) => !parts.some(({ quoted }) => quoted === table))
          .map(
            ({ table, at }) =>
              `Howdah detached ${table} from it on ${at.slice(0, 10)}: \`partition drop ${table}\` takes it when its time has passed.`,
          ),
      ],
      ...(rows.length === 0
        ? {}
        : {
            table: {
              columns: ['Partition', 'From', 'Until', 'Size', 'Rows'],
              rows: rows.slice(0, mostShown),
              ...(rows.length > mostShown ? { whole: rows } : {}),
            },
          }),
    },
  )
}

const rowOf = (
  kind: Extract<FoundSet, { found: 'set' }>['set']['kind'],
  { quoted, lo, hi, isDefault, pending, bytes: size, rows }: Part,
): readonly string[] => {
  const bound = (at: bigint | null) =>
    at === null || kind === null ? 'no bound' : boundWords(kind, at)
  return [
    `${quoted}${pending ? ' (detachment interrupted)' : ''}`,
    isDefault ? 'default' : bound(lo),
    isDefault ? '' : bound(hi),
    bytes(size),
    rows === null ? 'not known' : `about ${count(rows)}`,
  ]
}
