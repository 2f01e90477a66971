/** Limits posts: Slack accepts about one post a second in a channel. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface Rate {
  /** Waits until `key` may be used again, in the order of the calls. */
  turn(key: string): Promise<void>
}

export const openRate = (everyMs: number): Rate => {
  const free = new Map<string, number>()
  return {
    async turn(key) {
      const now = performance.now()
      const at = Math.max(now, free.get(key) ?? 0)
      free.set(key, at + everyMs)
      if (at > now) await sleep(at - now, undefined, { ref: false })
    },
  }
}
