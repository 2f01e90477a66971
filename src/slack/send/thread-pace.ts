/** The lines of threads, apart from the messages above: a thread rests alone while Slack takes no line. */
import type { Pace } from '#slack/send/edit-pace'

export interface ThreadPace {
  /** Adds the lines by `work`, which is false while another process is about to post one; then calls `finish`. */
  tell(key: string, work: () => Promise<boolean>, finish: () => Promise<void>): Promise<void>
  /** Messages as they should be, above a thread that rests. */
  resting(): readonly string[]
  /** The message of the plan needs another look. */
  changed(plan: string): void
}

export const parentOf = (plan: string): string => `${plan} parent`

/** The key of the work on a thread, by the key of the message above. */
export const threadOf = (key: string): string => key.replace(/parent$/, 'thread')

export const openThreadPace = (pace: Pace): ThreadPace => {
  const incomplete = new Set<string>()
  const rests = (key: string): boolean => pace.resting().includes(threadOf(key))
  return {
    async tell(key, work, finish) {
      if (rests(key)) return
      try {
        // A line that a different process is about to post may be lost with that process: another try follows.
        if (!(await work())) return
      } catch (error) {
        pace.failed(threadOf(key), error)
        incomplete.add(key)
        throw error
      }
      incomplete.delete(key)
      pace.forget(threadOf(key))
      await finish()
    },
    resting: () => [...incomplete].filter(rests),
    changed: plan => void incomplete.delete(parentOf(plan)),
  }
}
