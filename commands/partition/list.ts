import { z } from 'zod'
import { keyWords, partitionTrouble } from '#checks/partitions'
import { type SetHead, setHeads } from '#cluster/facts/partition/heads'
import { isShort, runwayOf, runwayWords } from '#cluster/facts/partition/runway'
import { stepWords } from '#cluster/facts/partition/step'
import { answers } from '#model/command'
import { type Answer, answer } from '#model/reply'
import type { View } from '#model/view'
import { bytes, count, counted } from '#text/figures'

export const partitionList = answers({
  words: 'partition list',
  summary: 'Partitioned tables with their steps, and how long the partitions will last',
  example: '',
  first: null,
  verb: 'read',
  needs: 'cluster',
  input: z.object({}),
  async answer({ view }) {
    return setsOf(view, await setHeads(view.primary), Date.now())
  },
})

/** `now` in milliseconds since 1970. */
export const setsOf = (
  { database }: Pick<View, 'database'>,
  sets: readonly SetHead[],
  now: number,
): Answer => {
  if (sets.length === 0) return answer(`${database} has no partitioned table.`)
  const trouble = sets.flatMap(set => partitionTrouble(set, now))
  const parts = sets.reduce((sum, set) => sum + set.parts, 0)
  return answer(
    `${counted(sets.length, 'partitioned table')}, ${counted(parts, 'partition')}; ${trouble.length === 0 ? 'nothing' : count(trouble.length)} to review.`,
    {
      lines: trouble,
      table: {
        columns: ['Table', 'Runway', 'Partitions', 'Size', 'Key'],
        rows: sets
          .toSorted((one, other) => weightOf(other, now) - weightOf(one, now))
          .map(set => [
            set.quoted,
            set.partOf === null ? runwayWords(runwayOf(set, now)) : `part of ${set.partOf}`,
            countWords(set),
            bytes(set.bytes),
            keyWords(set, set.step && stepWords(set.step)),
          ]),
      },
    },
  )
}

const weightOf = (set: SetHead, now: number): number =>
  set.pending.length > 0 ? 2 : set.partOf === null && isShort(runwayOf(set, now)) ? 1 : 0

const countWords = ({ parts, defaultPart, nested }: SetHead): string =>
  [
    count(parts),
    ...(defaultPart === null ? [] : ['with a default']),
    ...(nested === 0 ? [] : [`${count(nested)} partitioned or foreign`]),
  ].join(', ')
