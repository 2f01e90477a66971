/**
 * Which nodes were primaries at the same moment. A primary stays a primary until the server ends, so between two answers
 * of the same server a node was the primary throughout: only such stretches are compared, and a switchover between two
 * questions is never taken for two primaries.
 */
import type { RoleSaid } from '#cluster/facts/node/role'

/** Times are of one clock, in milliseconds. */
export interface Track {
  readonly said: RoleSaid
  readonly system: string | null
  /** When the first answer as a primary had come, and when the last question was sent. */
  readonly from: number
  readonly until: number
}

export interface RoleHeard {
  readonly said: RoleSaid
  readonly system: string | null
  readonly asked: number
  readonly answered: number
}

export const goOn = (
  before: Track | undefined,
  { said, system, asked, answered }: RoleHeard,
): Track => {
  const stays =
    before?.said.primary === true && said.primary && before.said.started === said.started
  return { said, system, from: stays ? before.from : answered, until: asked }
}

/** The names of primaries of one database system that were so at the same moment; empty for fewer than two. */
export const together = (tracks: ReadonlyMap<string, Track>): readonly string[] => {
  const primaries = [...tracks].filter(([, { said }]) => said.primary)
  return primaries
    .filter(([name, one]) =>
      primaries.some(([other, two]) => other !== name && overlap(one, two) && sameSystem(one, two)),
    )
    .map(([name]) => name)
}

const overlap = (one: Track, two: Track): boolean =>
  Math.max(one.from, two.from) <= Math.min(one.until, two.until)

const sameSystem = (one: Track, two: Track): boolean =>
  one.system === null || two.system === null || one.system === two.system
