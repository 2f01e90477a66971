import { setTimeout as sleep } from 'node:timers/promises'
import { endStrays } from '#engine/run/held/end-strays'
import { note, type Running } from '#engine/run/held/run'
import { type Action, kindOf } from '#model/action'
import type { Place } from '#model/actions/action-kind'
import { driverOf, type Hand, type Stray } from '#model/actions/driver'
import { Failure } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { setWaiting } from '#store/runs'

const pollMs = 250

/** The action whose stray is adopted: a session that does exactly this action. Other strays are ended. */
export interface Keep {
  readonly step: number
  /** Null for none; asked again while waiting for the end of the action. */
  readonly action: () => Action | null
}

/** A place has one hand at a time: a hand of another kind, or another login, would wait for the fence of this one. */
const keyOf = ({ node, database }: Place): string => `${node}/${database}`

/** The hand at the action's place, opened and fenced; `watch` looks at an adopted stray. */
export const fencedHand = async (
  running: Running,
  action: Action,
  keep: Keep,
  watch: (hand: Hand, stray: Stray) => Promise<void>,
): Promise<Hand> => {
  const { parts, cluster, run, lease } = running
  const place = kindOf(action).place(action)
  const known = running.hands.get(keyOf(place))
  if (known?.kind === action.kind && known.duty === place.duty) return known.hand
  await dropHand(running, action)
  const hand = await driverOf(parts.drivers, action).take(action, {
    cluster,
    run,
    token: lease.token,
  })
  running.hands.set(keyOf(place), { kind: action.kind, duty: place.duty, hand })
  try {
    // The node answers (again). A person who abandons the waiting run is too late, or is noticed here.
    await lease.goOn()
    lease.check()
    await fence(running, hand, place, keep, watch)
    failpoint('fenced')
    return hand
  } catch (error) {
    await dropHand(running, action)
    throw error
  }
}

const fence = async (
  running: Running,
  hand: Hand,
  place: Place,
  keep: Keep,
  watch: (hand: Hand, stray: Stray) => Promise<void>,
): Promise<void> => {
  const { parts, run, plan, lease } = running
  const left = { plan: plan.id, run, token: lease.token, cluster: plan.cluster, place }
  const told: Stray[] = []
  let blocked = false
  for (;;) {
    lease.check()
    const ended = await endStrays(parts, hand, left, keep.action(), told)
    for (const { pid, token } of ended)
      await note(running, 'ended orphan', keep.step, { pid, token })
    told.push(...ended)
    lease.check()
    const held = await hand.fence()
    if (held === 'ours')
      return void (blocked && (await setWaiting(parts.store, run, lease.token, null)))
    if (held.length === 0) {
      if (!blocked) await setWaiting(parts.store, run, lease.token, strangerHolds(place))
      blocked = true
      if (lease.interrupt.aborted) throw interruptedBefore(running)
    }
    for (const stray of held) {
      await adopt(running, stray.pid, keep.step)
      await watch(hand, stray)
    }
    await sleep(pollMs)
  }
}

/** Any login of the database can take the advisory lock, by accident or on purpose. */
const strangerHolds = ({ node, database }: Place): string =>
  `Another session on ${node} in database ${database} holds the advisory lock that keeps two processes of Howdah from acting at once: pg_locks shows the pid, with locktype advisory and classid 16596. End that session, or stop.`

const interruptedBefore = ({ lease: { stop, preempted } }: Running): Failure =>
  preempted !== null && !stop.aborted
    ? new Failure('run.preempted', `It was interrupted by ${preempted}`, 'It goes on after that.')
    : new Failure('run.stopped', 'A person stopped it.', 'Plan again when it suits.')

const adopt = async (running: Running, pid: number, step: number): Promise<void> => {
  const { token } = running.lease
  const known = running.journal.some(entry => entry.kind === 'adopted' && entry.token === token)
  if (!known) await note(running, 'adopted', step, { pid })
}

/** Drops a hand that broke or must not be used any more, and with the hand the fence. */
export const dropHand = async (running: Running, action: Action): Promise<void> => {
  const key = keyOf(kindOf(action).place(action))
  const known = running.hands.get(key)
  running.hands.delete(key)
  await known?.hand.close(running.lease.lost.aborted)
}

export const dropHands = async (running: Running): Promise<void> => {
  const hands = [...running.hands.values()]
  running.hands.clear()
  await Promise.all(hands.map(({ hand }) => hand.close(running.lease.lost.aborted)))
}
