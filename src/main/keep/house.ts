/** Has the leader remove old rows of the control database, once a day. */

import type { Parts } from '#engine/parts'
import { sweepOld } from '#engine/retention/sweep-old'

/** Between two looks whether the pass of the day is still to be done. */
const everyMs = 60_000

export const keepHouse = (
  parts: Pick<Parts, 'store' | 'record' | 'config' | 'holder' | 'now' | 'report'>,
  leads: () => boolean,
): { stop(): void } => {
  let busy = false
  let stopped = false
  const look = async (): Promise<void> => {
    if (busy || !leads()) return
    busy = true
    try {
      await sweepOld(parts, await parts.now(), () => !stopped && leads())
    } catch (error) {
      parts.report(error, { during: 'removing what is past its time' })
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void look(), everyMs)
  return {
    stop() {
      stopped = true
      clearInterval(timer)
    },
  }
}
