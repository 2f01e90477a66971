/** The trouble of partitioned tables, in sentences. */
import { boundWords } from '#cluster/facts/partition/bound'
import type { SetHead } from '#cluster/facts/partition/heads'
import { isShort, runwayOf, runwayWords } from '#cluster/facts/partition/runway'
import { counted } from '#text/figures'
import { listed } from '#text/listed'

/** `now` in milliseconds since 1970. */
export const partitionTrouble = (set: SetHead, now: number): readonly string[] => [
  ...set.pending.map(
    part =>
      `The detachment of ${part} from ${set.quoted} was interrupted: queries of ${set.quoted} do not see its rows any more. \`partition rotate ${set.quoted}\` finishes it.`,
  ),
  ...shortRunway(set, now),
]

const shortRunway = (set: SetHead, now: number): readonly string[] => {
  const { quoted, kind, defaultPart } = set
  const [last] = set.newest
  const runway = runwayOf(set, now)
  if (!last || !kind || set.partOf !== null || !isShort(runway)) return []
  const until = boundWords(kind, last.hi)
  const way = `\`partition rotate ${quoted}\` makes more.`
  const after = defaultPart === null ? 'are refused' : `go into ${defaultPart}`
  if (runway.days !== null && runway.days <= 0)
    return [
      `The last partition of ${quoted} ended at ${until}, and rows since then ${after}. ${way}`,
    ]
  const periods = counted(runway.periods ?? 0, 'whole period')
  const lasting =
    runway.days === null ? `${periods} more` : `${runwayWords(runway)} more (${periods})`
  return [
    `${quoted} has partitions for ${lasting}: the last ends at ${until}, rows after that ${after}. ${way}`,
  ]
}

/** `by range of created_at, monthly`; for a key of several columns no more than that. */
export const keyWords = (set: SetHead, step: string | null): string => {
  const of =
    set.keys > 1 ? `${set.keys} columns` : set.column === null ? 'an expression' : set.column
  return listed([`by ${set.strategy} of ${of}`, ...(step === null ? [] : [step])]).replace(
    ' and ',
    ', ',
  )
}
