/** The roles of a cluster's nodes by the last answer of each node. */
import { z } from 'zod'

export type NodeSaid = { readonly name: string } & (
  | {
      readonly is: 'primary'
      readonly timeline: number | null
      readonly position: string | null
    }
  | ({ readonly is: 'replica' } & Standby)
  /** After a question without an answer; `because` is a sentence. */
  | { readonly is: 'silent'; readonly because: string }
)

/** The words of a replica that count once the primary is gone. */
export interface Standby {
  /** LSN of the last WAL that was received; null before the first record. */
  readonly received: string | null
  /** Whether the replay is paused, or late on purpose. */
  readonly paused: boolean
  readonly delayed: boolean
  /** Whether WAL may still come: the connection to the sender stands. */
  readonly streams: boolean
}

export interface Situation {
  readonly nodes: readonly NodeSaid[]
  /** Whether a node answers as the primary, and since when, in milliseconds since 1970. */
  readonly primary: { readonly answers: boolean; readonly since: number }
  /** Names of the primaries, where there are two and more; empty otherwise. */
  readonly several: readonly string[]
  /** ISO time since which there are several; null while there are not. */
  readonly since: string | null
}

/** A primary as a bot saw it last. Kept in the control database, as nobody tells of a dead server. */
export const seenPrimary = z.strictObject({
  node: z.string(),
  timeline: z.number().nullable(),
  /** Identifier of the database system; null where the login may not ask. */
  system: z.string().nullable(),
  /** The data directory, where Howdah can stop and start the server; null elsewhere. */
  data: z.string().nullable(),
  /** The machine that `data` is a path of. */
  machine: z.string(),
  /** The primary had made WAL up to `position` by a question sent at `at`, in milliseconds since 1970; the oldest first. */
  positions: z.array(z.strictObject({ at: z.number(), position: z.string() })).readonly(),
  /** When the first question got no answer, in milliseconds since 1970; null while the node answers. */
  silentAt: z.number().nullable(),
})

export type SeenPrimary = z.infer<typeof seenPrimary>
export type SeenPosition = SeenPrimary['positions'][number]

export interface SeenPrimaries {
  /** The node that was the primary last; null where this process has seen none. */
  last(cluster: string): SeenPrimary | null
}

/** Of a process that watches nothing. */
export const nothingSeen: SeenPrimaries = { last: () => null }

/** Of two sights of a cluster the newer one: a promotion begins a timeline; the second one of equals. */
export const newerSight = (
  one: SeenPrimary | null,
  other: SeenPrimary | null,
): SeenPrimary | null => {
  if (!one || !other) return one ?? other
  const [first, second] = [one.timeline ?? 0, other.timeline ?? 0]
  if (first !== second) return first > second ? one : other
  return lastAt(one) > lastAt(other) ? one : other
}

/** Null for a sight from before a promotion: a row of that time, written again, names no server to fence. */
export const sightOn = (timeline: number, seen: SeenPrimary | null): SeenPrimary | null =>
  seen?.timeline != null && seen.timeline < timeline ? null : seen

const lastAt = ({ positions }: SeenPrimary): number => positions.at(-1)?.at ?? 0

/** The positions at least `everyMs` apart, and the last one. */
export const thinned = (seen: SeenPrimary, everyMs: number): SeenPrimary => ({
  ...seen,
  positions: seen.positions.reduceRight<readonly SeenPosition[]>((later, one) => {
    const [next] = later
    return next === undefined || next.at - one.at >= everyMs ? [one, ...later] : later
  }, []),
})
