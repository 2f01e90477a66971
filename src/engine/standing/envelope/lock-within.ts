/** Compares locks on tables by the modes that each lock conflicts with: PostgreSQL's manual, 13.3.1. */

const modes = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const

/** By place in `modes`, the places of the modes in conflict. */
const conflicts: readonly (readonly number[])[] = [
  [7],
  [6, 7],
  [4, 5, 6, 7],
  [3, 4, 5, 6, 7],
  [2, 3, 5, 6, 7],
  [2, 3, 4, 5, 6, 7],
  [1, 2, 3, 4, 5, 6, 7],
  [0, 1, 2, 3, 4, 5, 6, 7],
]

const conflictsOf = (mode: string): readonly number[] | undefined =>
  conflicts[modes.findIndex(one => one === mode)]

/** True where the lock blocks no session that the limit would let through. A mode of no known name is within no limit. */
export const lockWithin = (mode: string, limit: string): boolean => {
  const [taken, allowed] = [conflictsOf(mode), conflictsOf(limit)]
  return taken !== undefined && allowed !== undefined && taken.every(one => allowed.includes(one))
}

/** The weakest of PostgreSQL's modes that covers each of the given modes; undefined with an unknown mode among the given. */
export const coveringLock = (given: readonly string[]): string | undefined =>
  modes.find(limit => given.every(mode => lockWithin(mode, limit)))
