/**
 * Limits the edits of messages. Slack accepts about 50 edits a minute from an app in all, so progress waits
 * for a turn, and a change that people wait for does not; a message that failed rests a while.
 */
import { retryAfter } from '#slack/send/retry-after'

/** The text of a message, with the progress and without. */
export interface Face {
  readonly whole: string
  readonly still: string
}

export interface Pace {
  /** `same` needs no edit, `later` needs an edit, but not yet. */
  judge(key: string, face: Face): 'now' | 'later' | 'same'
  shown(key: string, face: Face): void
  failed(key: string, error: unknown): void
  /** Lists the messages that must not be tried yet. */
  resting(): readonly string[]
  /** The time of the last edit; messages that waited longest come first. */
  editedAt(key: string): number
  forget(key: string): void
  forgetAll(): void
}

/** Slack's own advice for edits of a message. */
const editEveryMs = 3_000
/** 40 edits a minute for all progress together; the rest is for changes that people wait for. */
const progressEveryMs = 1_500
const restMostMs = 300_000

export const openPace = (now: () => number = () => performance.now()): Pace => {
  const faces = new Map<string, Face & { readonly at: number; readonly movedAt: number }>()
  const rests = new Map<string, { readonly until: number; readonly failures: number }>()
  let progressFree = Number.NEGATIVE_INFINITY
  return {
    judge(key, { whole, still }) {
      const last = faces.get(key)
      if (last?.whole === whole) return 'same'
      if (last?.still !== still) return 'now'
      return now() - last.movedAt < editEveryMs || now() < progressFree ? 'later' : 'now'
    },
    shown(key, face) {
      const last = faces.get(key)
      if (last?.still === face.still && last.whole !== face.whole)
        progressFree = now() + progressEveryMs
      // The first progress after a change of state need not wait.
      const movedAt =
        face.whole === face.still ? (last?.movedAt ?? Number.NEGATIVE_INFINITY) : now()
      faces.set(key, { ...face, at: now(), movedAt })
      rests.delete(key)
    },
    failed(key, error) {
      // The text that Slack shows is not known any more.
      faces.delete(key)
      const failures = (rests.get(key)?.failures ?? 0) + 1
      const waitMs = Math.max((retryAfter(error) ?? 0) * 1_000, 500 * 2 ** failures)
      rests.set(key, { until: now() + Math.min(waitMs, restMostMs), failures })
    },
    resting: () => [...rests].filter(([, { until }]) => until > now()).map(([key]) => key),
    editedAt: key => faces.get(key)?.at ?? Number.NEGATIVE_INFINITY,
    forget(key) {
      faces.delete(key)
      rests.delete(key)
    },
    forgetAll() {
      faces.clear()
      rests.clear()
    },
  }
}
