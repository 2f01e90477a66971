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
  const [last] = set.newest
  const runway = runwayOf(set, now)
  if (!last || !set.kind || set.partOf !== null || !isShort(runway)) return []
  const until = boundWords(set.kind, last.hi)
  const way = `\`partition rotate ${set.quoted}\` makes more.`
  const after =
    set.defaultPart === null
      ? 'rows after that are refused'
      : `rows after that go into ${set.defaultPart}`
  return runway.days !== null && runway.days <= 0
    ? [
        `The last partition of ${set.quoted} ended at ${until}, and ${after.replace('after that', 'since then')}. ${way}`,
      ]
    : [
        `${set.quoted} has partitions for ${runwayWords(runway)} more (${counted(runway.periods ?? 0, 'whole period')}): the last ends at ${until}, ${after}. ${way}`,
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
