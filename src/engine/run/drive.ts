/** Takes a run and moves the run on until the run ends, waits, or is taken over. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Parts } from '#engine/parts'
import { giveBackClaims } from '#engine/run/claims'
import { endRun } from '#engine/run/end'
import { endWithoutPlan } from '#engine/run/forged'
import { dropHands } from '#engine/run/held/hands'
import { holdLease, type Lease } from '#engine/run/held/lease'
import { note, type Running } from '#engine/run/held/run'
import { entryOf } from '#engine/run/journal/entry'
import { isHeld } from '#engine/run/journal/is-held'
import { type Move, nextMove } from '#engine/run/journal/next-move'
import { hasBegun } from '#engine/run/journal/since-parked'
import { lookAgain, verify } from '#engine/run/look'
import { mayBegin } from '#engine/run/may-begin'
import { parkRun, restRun } from '#engine/run/park'
import { takeStep } from '#engine/run/step/take'
import { undoStep } from '#engine/run/step/take-back'
import { planIn, readJournal } from '#engine/show/read-rows'
import { kindOf } from '#model/action'
import type { Step } from '#model/plan'
import { Failure, Fenced } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { journalOf } from '#store/journal'
import { findPlan, type PlanRow } from '#store/plans'
import { releaseAfterFault, releaseRun, type Taken, takeRun } from '#store/run/hold'
import { findRun, setRunState, setWaiting } from '#store/runs'
import type { Store } from '#store/store'

/** After this many take-overs the run is left to a person: the run itself may crash the process. */
const attemptsMost = 12

/**
 * Seconds until a blocked run is tried again: after a refusal (a password, a full server), and after
 * silence.
 */
const retrySeconds = { refused: 10, silent: 3 } as const

/**
 * Resolves when this process has no more work for the run; never rejects for a business reason. `held` gets
 * the lease as soon as this process holds the run.
 */
export const drive = async (
  parts: Parts,
  run: string,
  held?: (lease: Lease) => void,
): Promise<void> => {
  const seconds = parts.config.engine.tokenSeconds
  const taken = await takeRun(parts.store, run, parts.holder, seconds)
  if (!taken) return
  const lease = holdLease(parts.store, run, taken, seconds)
  held?.(lease)
  let running: Running | undefined
  try {
    failpoint('run taken')
    const read = await readRun(parts, run, lease)
    if (!read) return
    running = read.running
    if (await endWithoutPlan(running, read.row)) return
    if (await begin(running, taken)) await advance(running)
  } catch (error) {
    if (error instanceof Fenced) return
    parts.report(error, { run })
    await releaseAfter(parts, run, taken.token, running, error).catch(() => {})
  } finally {
    if (running) await dropHands(running)
    lease.release()
  }
}

const readRun = async (
  parts: Parts,
  run: string,
  lease: Running['lease'],
): Promise<{ readonly running: Running; readonly row: PlanRow } | undefined> => {
  const [row, journal] = await Promise.all([
    findRun(parts.store, run),
    readJournal(parts.store, run),
  ])
  const found = row && (await findPlan(parts.store, row.plan_id))
  if (!found) return undefined
  const plan = planIn(found)
  const cluster = parts.clusters.get(plan.cluster)
  if (!cluster) throw unlisted(plan.cluster)
  return {
    running: { parts, run, plan, cluster, lease, journal, hands: new Map() },
    row: found,
  }
}

/** False when the run has to wait for other runs, a thaw or a person. */
const begin = async (running: Running, { before, attempts, token }: Taken): Promise<boolean> => {
  const { parts, run, journal } = running
  if (before && journal.length > 0 && journal.at(-1)?.kind !== 'ended') {
    await note(running, 'took over', null, {
      from: before.holder,
      silentSince: before.until,
      by: parts.holder,
    })
  }
  running.lease.check()
  // The person who presses Stop has looked: the run is tried once more, to take back the steps that were
  // done.
  if (attempts > attemptsMost && !running.lease.stop.aborted) {
    const begun = hasBegun(running)
    await setRunState(parts.store, run, token, begun ? 'looking' : 'parked')
    const tried = `Howdah failed ${attemptsMost} times, because of a fault of its own, which its log names. It tries again in an hour.`
    const why = begun
      ? `${tried} Stop makes it undo what it can now.`
      : `Nothing was done. ${tried} Stop ends it now.`
    await releaseRun(parts.store, run, token, why, 3_600)
    return false
  }
  // A run that only waits for other runs, a window or a thaw can stop at once.
  if (running.lease.stop.aborted && (!hasBegun(running) || isHeld(running))) return true
  return mayBegin(running)
}

const advance = async (running: Running): Promise<void> => {
  const { plan, lease } = running
  for (;;) {
    lease.check()
    await lease.renew()
    const { token, stoppedBy, preempted } = lease
    const move = nextMove(plan, running.journal, { token, stop: stoppedBy, preempted })
    if (move.do === 'end') return endRun(running, move.outcome, move.ending)
    if (move.do === 'park' || move.do === 'close') return parkRun(running, move)
    if (move.do === 'rest') return restRun(running, move.because)
    if (move.do === 'ask') return askPerson(running, move.step)
    await takeMove(running, move).catch((error: unknown) => waitForAnswer(running, error))
  }
}

const takeMove = (
  running: Running,
  move: Exclude<Move, { do: 'end' | 'ask' | 'park' | 'close' | 'rest' }>,
): Promise<void> => {
  switch (move.do) {
    case 'look again':
      return lookAgain(running)
    case 'step':
      return takeStep(running, move)
    case 'undo':
      return undoStep(running, move)
    case 'verify':
      return verify(running)
  }
}

/**
 * A run that has begun waits for a silent part while this process has the token; any other error releases
 * the run.
 */
const waitForAnswer = async (running: Running, error: unknown): Promise<void> => {
  if (!(error instanceof Failure && error.unknown && hasBegun(running))) throw error
  const { parts, run, lease, journal } = running
  await setRunState(parts.store, run, lease.token, 'looking').catch(() => {})
  await setWaiting(parts.store, run, lease.token, sentenceOf(error)).catch(() => {})
  await dropHands(running)
  for (;;) {
    await sleep(1_000)
    lease.check()
    // Whether the last entry got through is not known either.
    const rows = await journalOf(parts.store, run).catch(nothingYet)
    if (rows) return void journal.splice(0, journal.length, ...rows.map(entryOf))
  }
}

const nothingYet = (error: unknown): undefined => {
  if (!(error instanceof Failure && error.unknown)) throw error
}

const askPerson = async (running: Running, step: number): Promise<void> => {
  const { parts, plan, run, lease } = running
  await setRunState(parts.store, run, lease.token, 'looking')
  await releaseRun(
    parts.store,
    run,
    lease.token,
    `It waits for a person: was step ${step + 1} (${plan.steps[step]?.title ?? ''}) done? Howdah cannot tell. Look at ${whereIs(plan.steps[step])}, then say so; Stop undoes what it can.`,
    3_600,
  )
}

const whereIs = (step: Step | undefined): string =>
  step ? kindOf(step.action).place(step.action).node : ''

/** The next holder looks at the target; until then the message says what is missing. */
const releaseAfter = async (
  { store }: Parts,
  run: string,
  token: number,
  running: Running | undefined,
  error: unknown,
): Promise<void> => {
  if (running) await giveBackClaims(running)
  await showWaiting(store, run, token)
  if (error instanceof Failure) {
    const seconds = error.unknown ? retrySeconds.silent : retrySeconds.refused
    await releaseRun(store, run, token, sentenceOf(error), seconds)
  } else {
    await releaseAfterFault(store, run, token, 'A fault in Howdah: it will try again.', 30)
  }
}

const sentenceOf = ({ message, instead }: Failure): string => `${message} ${instead}`

/** A run that has begun is looked into, also where the inventory no longer lists the cluster. */
const showWaiting = async (store: Store, run: string, token: number): Promise<void> => {
  const journal = await readJournal(store, run)
  const begun = hasBegun({ journal }) && !isHeld({ journal })
  await setRunState(store, run, token, begun ? 'looking' : 'parked')
}

const unlisted = (cluster: string): Failure =>
  new Failure(
    'config.unlisted',
    `The inventory no longer has a cluster ${cluster}.`,
    'Put it back and restart Howdah: this then goes on where it was. If it is gone for good, an approver who did not request it can give it up: `run abandon`.',
  )
