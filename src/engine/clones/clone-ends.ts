/** Looks twice a minute for clones whose time is over, or soon is. */
import { endOverdue } from '#engine/clones/end-overdue'
import { warnOfEnd } from '#engine/clones/warn-of-end'
import type { Parts } from '#engine/parts'

const everyMs = 30_000

export const openCloneEnds = (parts: Parts): { stop(): void } => {
  let busy = false
  const look = async (): Promise<void> => {
    if (busy) return
    busy = true
    try {
      await warnOfEnd(parts)
      await endOverdue(parts)
    } catch (error) {
      parts.report(error, { during: 'ending clones' })
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void look(), everyMs)
  return { stop: () => clearInterval(timer) }
}
