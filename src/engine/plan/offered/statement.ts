/** Looks again at the statements of an offer, before the offer becomes a plan. */
import type { Parts } from '#engine/parts'
import type { Measure } from '#model/guard'
import type { OfferedStatement } from '#model/offer/offered'
import type { Estimate } from '#model/plan'
import { type Refusal, refusal } from '#model/refusal'
import type { Sample } from '#model/traffic'
import { lastChangeOf } from '#store/runs'
import { counted, milliseconds, seconds } from '#text/figures'
import { minute } from '#text/instant'

type OfferedIndex = OfferedStatement & {
  /** The command of the offer, without the figures. */
  readonly command: string
}

interface On {
  readonly cluster: string
  readonly database: string
  readonly measure: Measure
}

/** Fewer calls tell too little. */
const fewest = 20

/** As far below as a report is over. */
const resolvedAt = 0.5

/** A younger offer has the figures of now. */
const youngMs = 300_000

/** A refusal where the statements are no longer slow; else a line for the approver, where the offer is old. */
export const statementSince = async (
  { traffic, store }: Pick<Parts, 'traffic' | 'store'>,
  offered: OfferedIndex,
  { cluster, database, measure }: On,
  now: Date,
): Promise<Refusal | readonly Estimate[]> => {
  const notBefore = await lastChangeOf(store, cluster)
  const earlier = await traffic.remembered(cluster, database, measure, notBefore)
  const sample = traffic.between(earlier, await traffic.snapshot(cluster, database, measure))
  return judgeStatement(offered, { label: measure.label, sample }, now)
}

export const judgeStatement = (
  { at, meanMs, command }: OfferedIndex,
  { label, sample }: { readonly label: string; readonly sample: Sample | 'calls' | 'reset' },
  now: Date,
): Refusal | readonly Estimate[] => {
  const told = typeof sample === 'object' && sample.calls >= fewest ? sample : null
  const then = `${milliseconds(meanMs)} at ${minute(at)}`
  if (told && told.meanMs < meanMs * resolvedAt)
    return {
      ...refusal(
        `${label} took ${then}, when this was offered. It now takes ${milliseconds(told.meanMs)}, over ${counted(told.calls, 'call')} in ${seconds(told.seconds)}, so nothing was planned.`,
        'See what is slow now with `query slow`. The button plans it all the same.',
      ),
      command,
    }
  if (now.getTime() - Date.parse(at) < youngMs) return []
  return [{ label: 'Since the report', value: `${then}, ${nowWords(told, sample)}` }]
}

const nowWords = (told: Sample | null, sample: Sample | 'calls' | 'reset'): string => {
  if (told) return `now ${milliseconds(told.meanMs)} over ${counted(told.calls, 'call')}`
  if (sample === 'reset') return 'now not known: PostgreSQL has reset the counters'
  return 'now not known: it was hardly called in the last minutes'
}
