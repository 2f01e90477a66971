/** Failures that no speed makes up for: a command that was lost, or not answered exactly once. */
export interface Counted {
  readonly lost: number
  readonly unanswered: number
  readonly doubled: number
}

/** Gives sentences, e.g. "lost by Howdah: 2"; none when all is well. */
export const shortfallsOf = (bareLost: number, howdah: Counted): readonly string[] =>
  [
    ['lost by the bare app', bareLost] as const,
    ['lost by Howdah', howdah.lost] as const,
    ['not answered', howdah.unanswered] as const,
    ['answered more than once', howdah.doubled] as const,
  ].flatMap(([what, count]) => (count > 0 ? [`${what}: ${count}`] : []))
