/**
 * This process's connection with the shared level: whether the level answers, until when memory may be trusted, and
 * the invalidations that the level has not taken yet. Trouble of the level never becomes an error of a caller.
 */

import type { Invalidation, LevelMessage, SharedLevel } from '#cache/levels/level'
import { openPending } from '#cache/link/pending'
import { Failure } from '#src/errors'
import { inTime } from '#src/in-time'

/** The answer of a level that is away. */
export const away = Symbol('away')
export type LevelAway = typeof away

/** How the shared level is, for a person. */
export interface LinkState {
  readonly isThere: boolean
  /** The level's last error, while the level is away. */
  readonly because: string | undefined
}

export interface Link {
  /** Memory counts before this moment. */
  readonly trust: { readonly until: number }
  ask<Answer>(work: () => Promise<Answer>): Promise<Answer | LevelAway>
  /** Sends invalidations as soon as the level is back, before the next read from the level. */
  sendLater(what: readonly Invalidation[]): void
  state(): LinkState
  close(): Promise<void>
}

interface LinkOptions {
  readonly hear: (message: LevelMessage) => void
  /** Messages may have been missed. */
  readonly forget: () => void
  /** Reads so far, of all namespaces: without reads there is no need of proofs. */
  readonly reads: () => number
  /** The most that the level may take for an answer. */
  readonly answerMs: number
}

const againMs = 250
const flushCount = 500
/** A connection takes several answers, and the table or the scripts have to be there. */
const entryAnswers = 4
const quietMs = 1_000

export const openLink = (
  level: SharedLevel,
  { hear, forget, reads, answerMs }: LinkOptions,
): Link => {
  const trust = { until: Number.NEGATIVE_INFINITY }
  const pending = openPending()
  let current: object | undefined
  let because: string | undefined
  const closing = new AbortController()
  let usedAt = performance.now()
  let readsThen = 0
  let onUse = () => {}
  let endRest = () => {}

  const inAnswerTime = <Answer>(work: () => Promise<Answer>, ms = answerMs): Promise<Answer> =>
    inTime(work(), ms, () => {
      throw new Failure(
        'cache.silent',
        `The shared level of the cache did not answer within ${ms} ms.`,
        'The loaders are asked instead, at a limited rate, until the level answers.',
      )
    })

  const leave = (error: unknown): void => {
    because = error instanceof Error ? error.message : String(error)
    current = undefined
    trust.until = Number.NEGATIVE_INFINITY
    onUse()
  }

  const flush = async (): Promise<void> => {
    while (!pending.isEmpty()) {
      const taken = pending.take(flushCount)
      try {
        await inAnswerTime(() => level.invalidate(taken))
      } catch (error) {
        pending.add(taken)
        throw error
      }
    }
  }

  const enter = async (): Promise<void> => {
    const session = {}
    let lost: unknown
    const lose = (error: unknown) => {
      lost = error
      if (current === session) leave(error)
    }
    try {
      await inAnswerTime(() => level.enter(hear, lose), answerMs * entryAnswers)
      forget()
      await flush()
      if (lost !== undefined) throw lost
      current = session
      because = undefined
    } catch (error) {
      leave(error)
    }
  }

  /** The moment before the question counts: messages sent until then have been heard. */
  const prove = async (): Promise<void> => {
    const session = current
    const asked = performance.now()
    try {
      await flush()
      await inAnswerTime(() => level.prove())
      if (current === session) trust.until = asked + level.trustMs
    } catch (error) {
      if (current === session) leave(error)
    }
  }

  const rest = async (ms: number): Promise<void> => {
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>(resolve => {
      endRest = resolve
      timer = setTimeout(resolve, ms).unref()
    })
    clearTimeout(timer)
  }

  const restUntilUsed = (): Promise<void> =>
    new Promise(resolve => {
      endRest = resolve
      onUse = resolve
    })

  const isQuiet = (): boolean => {
    const now = performance.now()
    const all = reads()
    if (all !== readsThen || !pending.isEmpty()) usedAt = now
    readsThen = all
    return now - usedAt > quietMs
  }

  const entered = enter()
  const keepUp = async (): Promise<void> => {
    await entered
    while (!closing.signal.aborted)
      if (current === undefined) {
        await rest(againMs)
        if (!closing.signal.aborted) await enter()
      } else {
        await prove()
        if (closing.signal.aborted) return
        if (current !== undefined && isQuiet()) await restUntilUsed()
        else await rest(Math.min(level.trustMs / 4, againMs))
      }
  }
  const kept = keepUp()

  return {
    trust,
    async ask(work) {
      // Only the first entry is waited for: later a level that is away keeps no caller waiting.
      await entered
      usedAt = performance.now()
      onUse()
      const session = current
      if (session === undefined) return away
      try {
        return await inAnswerTime(work)
      } catch (error) {
        if (current === session) leave(error)
        return away
      }
    },
    sendLater(what) {
      pending.add(what)
      onUse()
    },
    state: () => ({ isThere: current !== undefined, because }),
    async close() {
      closing.abort()
      current = undefined
      trust.until = Number.NEGATIVE_INFINITY
      endRest()
      await kept
      await level.close()
    },
  }
}
