/**
 * Plans that PostgreSQL tries first are few for a person at a time and in a minute: a trial takes a session of a server
 * and a place in the line of a cluster, and others want to ask as well.
 */
import { type Refusal, refusal } from '#model/refusal'

/** One is tried while the other one waits. */
const atOnceMost = 2

const windowMs = 60_000
const inWindowMost = 30

export interface Trials {
  /** A place until `end`, or why there is none now. */
  begin(person: string): { readonly end: () => void } | Refusal
}

/** `now` counts milliseconds. */
export const openTrials = (now: () => number = () => performance.now()): Trials => {
  const working = new Map<string, number>()
  const begun = new Map<string, readonly number[]>()

  const lately = (person: string): readonly number[] =>
    (begun.get(person) ?? []).filter(at => now() - at < windowMs)

  const forget = (): void => {
    for (const person of begun.keys()) if (lately(person).length === 0) begun.delete(person)
  }

  return {
    begin(person) {
      const own = working.get(person) ?? 0
      if (own >= atOnceMost)
        return refusal(
          `${atOnceMost} plans that you asked for are still being made.`,
          'Wait for the answers, then ask again.',
        )
      forget()
      const times = lately(person)
      if (times.length >= inWindowMost)
        return refusal(
          `You asked for ${inWindowMost} plans within a minute, and making each of them costs.`,
          'Ask again in a minute.',
        )
      begun.set(person, [...times, now()])
      working.set(person, own + 1)
      return {
        end: () => {
          const left = (working.get(person) ?? 1) - 1
          if (left === 0) working.delete(person)
          else working.set(person, left)
        },
      }
    },
  }
}
