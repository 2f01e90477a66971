/** Why a run that waits may not begin, or go on, at this hour. */
import { expectedTime } from '#engine/plan/expected-time'
import { beginsLater } from '#engine/run/begins-later'
import { closedUntil, keepsHours } from '#engine/run/closed-until'
import type { Running } from '#engine/run/held/run'
import { waitsFor } from '#model/calendar/hours-words'

export interface NotYet {
  /** Whole sentences. */
  readonly because: string
  readonly seconds: number
}

/** A window far away is looked for again: the inventory may have changed by then. */
const lookAgainIn = 60

/** `held`: a run with done steps goes on in any open window, however late. */
export const notYet = async (running: Running, held: boolean): Promise<NotYet | undefined> => {
  if (held) {
    const closed = await closedUntil(running)
    return closed && { because: waitsFor(closed), seconds: lookAgainIn }
  }
  if (!(await keepsHours(running))) return undefined
  const { parts, plan, cluster } = running
  const takes = await expectedTime(parts.store, plan)
  const now = await parts.now()
  const later = beginsLater(cluster.config, now, takes?.seconds ?? null)
  if (!later) return undefined
  const seconds = later.at === null ? lookAgainIn : (later.at.getTime() - now.getTime()) / 1_000
  return { because: later.because, seconds: Math.min(seconds, lookAgainIn) }
}
