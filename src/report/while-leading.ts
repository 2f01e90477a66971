/** Looks again and again while this process leads. */
import type { TellWhileOptions } from '#report/tell-while'
import { startingEach } from '#src/start-each'

/** Of what tells a cluster's channel while this process leads. */
export interface LeadingTeller extends Omit<TellWhileOptions, 'channel'> {
  readonly leads: () => boolean
}

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
  const start = startingEach()
  const timer = setInterval(() => {
    if (!leads()) {
      looks = null
      return
    }
    looks ??= make()
    start(looks)
  }, everyMs)
  return { stop: () => clearInterval(timer) }
}
