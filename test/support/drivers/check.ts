/** The parts of each check of the contract of drivers. */
import type { Action } from '#model/action'
import type { Cursor } from '#model/actions/cursor'
import type { Acting, Driver, Hand, Operated } from '#model/actions/driver'
import { Failure } from '#src/errors'
import type { Bench } from '#test/support/drivers/bench'
import type { TestServer } from '#test/support/postgres'

/** A driver on its bench, on a server whose log has every statement. */
export interface Benched<A extends Action> {
  readonly driver: Driver<A>
  readonly bench: Bench<A>
  readonly cluster: Operated
  readonly server: TestServer
}

export type Wrongs = readonly string[]
export type Check = <A extends Action>(benched: Benched<A>) => Promise<Wrongs>

let runs = 0
export const newRun = () => `r-${String((runs += 1)).padStart(7, '0')}`
export const never = () => new AbortController().signal
/** Every hand gets a place for a cursor; only an action in pieces uses the place. */
export const reins = (more: Partial<Acting> = {}, kept: Cursor[] = []): Acting => ({
  stop: never(),
  lost: never(),
  pieces: {
    from: kept.at(-1) ?? null,
    checkpoint: async cursor => void kept.push(cursor),
    steer: async () => ({ halt: false, rows: null, pauseMs: null }),
  },
  ...more,
})

export const wrong = (is: boolean, words: string): Wrongs => (is ? [words] : [])

export const failureOf = async (work: Promise<unknown>): Promise<Failure | string> => {
  try {
    await work
    return 'nothing failed'
  } catch (error) {
    return error instanceof Failure ? error : `not a Failure: ${String(error)}`
  }
}

export const codeOf = (failure: Failure | string) =>
  typeof failure === 'string' ? failure : failure.unknown ? 'unknown' : failure.code

/** Takes a hand, works, and closes the hand. */
export const inHand = async <A extends Action, Done>(
  { driver, cluster }: Benched<A>,
  action: A,
  work: (hand: Hand<A>, run: string) => Promise<Done>,
  { run = newRun(), token = 1 } = {},
): Promise<Done> => {
  const hand = await driver.take(action, { cluster, run, token })
  try {
    return await work(hand, run)
  } finally {
    await hand.close()
  }
}
