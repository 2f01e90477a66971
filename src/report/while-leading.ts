/** Looks again and again while this process leads. */

export interface WhileLeadingOptions {
  readonly everyMs: number
  readonly leads: () => boolean
  /**
   * None rejects. Made anew for each time of leading, as another process may have told and closed meanwhile: what a
   * look remembers ends with the lead.
   */
  readonly looks: () => readonly (() => Promise<void>)[]
}

/** A look that is still under way is not begun again, and keeps no other look waiting. */
export const whileLeading = ({
  everyMs,
  leads,
  looks: make,
}: WhileLeadingOptions): { readonly stop: () => void } => {
  let looks: readonly (() => Promise<void>)[] | null = null
  const busy = new Set<number>()
  const timer = setInterval(() => {
    if (!leads()) {
      looks = null
      return
    }
    looks ??= make()
    for (const [at, look] of looks.entries()) {
      if (busy.has(at)) continue
      busy.add(at)
      void look().finally(() => busy.delete(at))
    }
  }, everyMs)
  return { stop: () => clearInterval(timer) }
}
