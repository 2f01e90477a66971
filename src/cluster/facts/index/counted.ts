/** For how long scans were counted: a zero says nothing before that. */

import type { Index, IndexUse } from '#cluster/facts/index/indexes'
import { minute } from '#text/instant'

/** Counters of fewer days have not seen the end of a month. */
export const shortDays = 30

export const isLongEnough = (began: string | null, now: Date): boolean =>
  began !== null && Date.parse(began) <= now.getTime() - shortDays * 86_400_000

/** The node with the youngest counters tells how far back a zero reaches; null when a node does not know. */
export const countedSince = (use: readonly IndexUse[]): string | null =>
  use.some(({ since }) => since === null) ? null : latest(use.map(({ since }) => since))

/** True for an index that no node scanned in all the days that were counted. */
export const isUnused = (use: readonly IndexUse[], now: Date): boolean =>
  use.every(({ scans }) => scans === 0) && isLongEnough(countedSince(use), now)

/** Counters of an index begin with the index; `built` has the times of known builds by quoted name. */
export const sinceBuilt = (
  { quoted }: Pick<Index, 'quoted'>,
  use: readonly IndexUse[],
  built: ReadonlyMap<string, string>,
): readonly IndexUse[] =>
  use.map(one => ({
    ...one,
    since: one.since === null ? null : latest([one.since, built.get(quoted) ?? null]),
  }))

/** Says which nodes have counted for too short a time to call an index without scans unused. */
export const youngCounters = (
  use: Iterable<readonly IndexUse[]>,
  now: Date,
): string | undefined => {
  const idle = [...use].filter(of => of.every(({ scans }) => scans === 0)).flat()
  const young = new Map(
    idle
      .filter(({ since }) => !isLongEnough(since, now))
      .map(({ node, since }) => [node, `${minuteOf(since)} on ${node}`]),
  )
  return young.size === 0
    ? undefined
    : `Scans are counted since ${[...young.values()].join(', since ')}: nothing is called unused before ${shortDays} days.`
}

/** `2026-11-29 02:07 UTC`. */
export const minuteOf = (time: string | null): string =>
  time === null ? 'a time that is not known' : minute(time)

const latest = (times: readonly (string | null)[]): string | null =>
  times
    .flatMap(time => time ?? [])
    .toSorted()
    .at(-1) ?? null
