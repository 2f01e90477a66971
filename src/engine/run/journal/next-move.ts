/**
 * Decides what a run does next, from plan and journal alone. The function is pure: any process that reads
 * the same journal comes to the same answer, so any process can take over.
 */
import { heldEnding } from '#engine/run/journal/held-ending'
import { heldEntry } from '#engine/run/journal/is-held'
import { hasCleanup } from '#engine/run/journal/left-over'
import { sinceParked } from '#engine/run/journal/since-parked'
import { wordsOfEffect } from '#model/effect'
import type { JournalEntry } from '#model/journal'
import { type Outcome, type Plan, wayBackTitle } from '#model/plan'
import { fewOf } from '#text/figures'
import { writeCommand } from '#text/write-command'

export type Move =
  | { readonly do: 'look again' }
  /** `resumed`: an intent stands open. `sent`: the statement was certainly sent before. */
  | {
      readonly do: 'step'
      readonly step: number
      readonly resumed: boolean
      readonly sent: boolean
    }
  | { readonly do: 'undo'; readonly step: number; readonly resumed: boolean }
  | { readonly do: 'verify' }
  | { readonly do: 'ask'; readonly step: number }
  /** The run parks for the plan `by`, with every step put back. */
  | { readonly do: 'park'; readonly by: string }
  /** The same at the end of the window. */
  | { readonly do: 'close'; readonly because: string }
  /** The run rests with the done pieces kept, and goes on later. */
  | { readonly do: 'rest'; readonly because: string }
  | { readonly do: 'end'; readonly outcome: Outcome; readonly ending: string | null }

type Entries = readonly JournalEntry[]

const last = (journal: Entries, step: number, ...kinds: readonly JournalEntry['kind'][]) =>
  journal.findLast(entry => entry.step === step && kinds.includes(entry.kind))

const text = (entry: JournalEntry | undefined, key: string): string | null => {
  const value = entry?.detail[key]
  return typeof value === 'string' ? value : null
}

export interface Now {
  /** The token of the asking holder: a look by an older holder, before any intent, counts no more. */
  readonly token: number
  /** The name of the person who asked the run to stop; null for none. */
  readonly stop: string | null
  /** The plan that preempts the run; null for none. */
  readonly preempted: string | null
}

/**
 * Why the run does not go forward; null when it does. A person's stop counts more than a preemption, and a preemption
 * more than the end of a window.
 */
type Halt =
  | { readonly stop: string }
  | { readonly stop: null; readonly by: string }
  | { readonly stop: null; readonly closed: string }
  | null

/** Codes of a step that ended because the run had to make way. */
const madeWay: ReadonlySet<unknown> = new Set(['run.preempted', 'run.closed'])

/** A fenced run missed its 30 s to park. It parks when its journal is read again. */
const haltOf = (journal: Entries, { stop, preempted }: Now): Halt => {
  if (stop !== null) return { stop }
  const resumed = journal.findLastIndex(({ kind }) => kind === 'resumed')
  const interrupted = journal
    .slice(resumed + 1)
    .findLast(({ kind, detail }) => kind === 'fenced' || madeWay.has(detail['code']))
  const by = preempted ?? text(interrupted, 'by')
  if (by !== null) return { stop: null, by }
  const closed = text(interrupted, 'message')
  return closed === null ? null : { stop: null, closed }
}

type Planned = Pick<Plan, 'cluster' | 'steps'>

export const nextMove = (plan: Planned, whole: Entries, now: Now): Move => {
  const journal = sinceParked(whole)
  const halt = haltOf(journal, now)
  const begun = journal.some(entry => entry.kind === 'intent')
  const looked = journal.findLast(
    entry =>
      entry.kind === 'looked' &&
      (begun || entry.token === now.token || text(entry, 'outdated') !== null),
  )
  if (!looked) {
    const parked = whole.length > journal.length
    return halt
      ? halted(plan, journal, halt, parked ? wasParked : 'Nothing had begun.')
      : { do: 'look again' }
  }
  const outdated = text(looked, 'outdated')
  if (outdated !== null) return ended('outdated', outdated)
  const failedStep = plan.steps.findIndex((_, step) => isBroken(plan, journal, step))
  if (failedStep >= 0) return afterFailure(plan, journal, failedStep, halt)
  const open = plan.steps.findIndex((_, step) => !last(journal, step, 'done', 'failed'))
  if (open >= 0) return resting(plan, journal, now) ?? forward(plan, journal, open, halt)
  const verified = journal.find(entry => entry.kind === 'verified')
  if (!verified) return { do: 'verify' }
  const problem = text(verified, 'problem')
  return problem === null ? ended('succeeded', null) : ended('failed', problem)
}

const ended = (outcome: Outcome, ending: string | null): Move => ({ do: 'end', outcome, ending })

/** The step failed, plan or stop say that the failure ends the run, and no person found the step done. */
const isBroken = (plan: Planned, journal: Entries, step: number): boolean => {
  const failure = last(journal, step, 'failed')
  return (
    failure !== undefined &&
    (plan.steps[step]?.onFailure !== 'finish' || text(failure, 'code') === 'run.stopped') &&
    last(journal, step, 'settled')?.detail['done'] !== true
  )
}

const forward = (plan: Planned, journal: Entries, step: number, halt: Halt): Move => {
  const resumed = last(journal, step, 'intent') !== undefined
  // At a stop before a step that has not begun, earlier steps are taken back: a part of the change was
  // never approved.
  if (halt && !resumed) return undoBefore(plan, journal, step) ?? halted(plan, journal, halt)
  const sent = last(journal, step, 'note') !== undefined
  return { do: 'step', step, resumed, sent }
}

/** A held step ends by a stop, rests with the holder that held it, and goes on with the next. */
const resting = (plan: Planned, journal: Entries, { stop, token }: Now): Move | undefined => {
  const held = heldEntry(journal)
  if (held === undefined) return undefined
  if (stop !== null)
    return ended('cancelled', heldEnding(plan, journal, { ...held, why: stoppedBy(stop) }))
  return held.token === token ? { do: 'rest', because: text(held, 'because') ?? '' } : undefined
}

const afterFailure = (plan: Planned, journal: Entries, step: number, halt: Halt): Move => {
  const failure = last(journal, step, 'failed')
  const answer = last(journal, step, 'settled')
  const asks = plan.steps[step]?.onFailure === 'ask' || text(failure, 'code') === 'run.unknown'
  // The asked person answers, or presses Stop: then the earlier steps are taken back.
  if (asks && !answer && !isStop(halt)) return { do: 'ask', step }
  // A step with an unknown outcome is not repeated: the statement may have been sent.
  const back = undoBefore(plan, journal, answer ? step : step + 1)
  if (back) return back
  const code = text(failure, 'code') ?? ''
  if (code === 'run.stopped')
    return halted(plan, journal, isStop(halt) ? halt : { stop: 'A person' })
  if (halt && (madeWay.has(code) || cutShort.has(code))) return halted(plan, journal, halt)
  const message = text(failure, 'message') ?? 'A step failed'
  const why = answer ? `${message.replace(/\.$/, '')}.${settledWords(answer)}` : message
  return ended('failed', leftOf(plan, journal, why))
}

/** Codes of an interruption whose process died before writing why. */
const cutShort: ReadonlySet<string> = new Set(['cluster.lost', 'run.half-done'])

const isStop = (halt: Halt): halt is { readonly stop: string } =>
  halt !== null && halt.stop !== null

const stoppedBy = (name: string): string => `${name} stopped it`

/**
 * Ends a stopped run, or parks a preempted one; a step that could not be put back ends the run as failed. `was` is
 * said where no step of the run is.
 */
const halted = (plan: Planned, journal: Entries, halt: NonNullable<Halt>, was?: string): Move => {
  if (isStop(halt)) {
    const why = stoppedBy(halt.stop)
    return ended('cancelled', was === undefined ? leftOf(plan, journal, why) : `${why}. ${was}`)
  }
  if (journal.some(({ kind }) => kind === 'undo failed'))
    return ended(
      'failed',
      leftOf(plan, journal, 'by' in halt ? `It was interrupted by ${halt.by}` : halt.closed),
    )
  return 'by' in halt ? { do: 'park', by: halt.by } : { do: 'close', because: halt.closed }
}

const wasParked = 'It was parked, and everything is as it was before.'

const settledWords = (answer: JournalEntry): string =>
  ` It was not done, says ${text(answer, 'name') ?? 'a person'}: ${text(answer, 'reason') ?? ''}`

/** The last step before `end` that has begun, is ours, and is not taken back yet. */
const undoBefore = (plan: Planned, journal: Entries, end: number): Move | undefined => {
  for (let step = end - 1; step >= 0; step -= 1) {
    const tried = last(journal, step, 'undone', 'undo failed')
    const ours = last(journal, step, 'failed')?.detail['notOurs'] !== true
    const touched = last(journal, step, 'intent') !== undefined && ours
    const planned = plan.steps[step]
    if (touched && !tried && planned && (planned.undo || hasCleanup(planned))) {
      return { do: 'undo', step, resumed: last(journal, step, 'undo intent') !== undefined }
    }
  }
  return undefined
}

/**
 * Whether a signal may have been sent, which cannot be called back: PostgreSQL sends the signal first and
 * waits for the effect afterwards.
 */
const signalled = (plan: Planned, failure: JournalEntry | undefined): boolean => {
  const effects = plan.steps[failure?.step ?? -1]?.effects ?? []
  return (
    /^(run[.](stopped|no-effect|deadline)|cluster[.]lost)$/.test(text(failure, 'code') ?? '') &&
    effects.some(effect => !wordsOfEffect(effect).recallable)
  )
}

const mostTitles = 12

/** Batches of a failed step that nothing took back. */
const keptBatches = (plan: Planned, journal: Entries): string | undefined => {
  const failure = journal.findLast(
    ({ kind, detail }) => kind === 'failed' && Number(detail['rows']) > 0,
  )
  if (!failure || last(journal, failure.step ?? -1, 'undone')) return undefined
  const title = plan.steps[failure.step ?? -1]?.title ?? ''
  return `Of “${title}”, ${text(failure, 'far') ?? ''} What was done stays.`
}

/** Says why the run ended, and truthfully what is left. */
const leftOf = (plan: Planned, journal: Entries, why: string): string => {
  const failed = journal.filter(entry => entry.kind === 'undo failed')
  const undone = journal.filter(
    ({ kind, detail }) =>
      kind === 'undone' && detail['nothing'] !== true && detail['kept'] !== true,
  )
  const byOthers = undone.filter(({ detail }) => detail['byOthers'] === true)
  const byHowdah = undone.filter(entry => !byOthers.includes(entry))
  const titles = (entries: Entries) =>
    fewOf(
      entries.flatMap(({ step }) => plan.steps[step ?? -1] ?? []).map(wayBackTitle),
      mostTitles,
      '; ',
    )
  const sentence = why.replace(/[.\s]+$/, '')
  const batches = keptBatches(plan, journal)
  const lasting = keptOf(plan, journal)
  const stays = [
    ...(batches === undefined ? [] : [batches]),
    ...(lasting.length === 0
      ? []
      : [`What was done by then has no way back, and stays: ${fewOf(lasting, mostTitles, '; ')}.`]),
  ]
  const asBefore = stays.length === 0 ? 'Everything is as it was before.' : stays.join(' ')
  const begun = journal.some(entry => entry.kind === 'intent')
  if (!begun) return `${sentence}. Nothing was done.`
  if (failed.length > 0)
    return `${sentence}. NOT put back, because this failed: ${titles(failed)}. Somebody has to do it by hand.`
  if (undone.length > 0) {
    const did = [
      ...(byHowdah.length > 0 ? [`To put things back, Howdah did this: ${titles(byHowdah)}.`] : []),
      ...(byOthers.length > 0
        ? [`Somebody else did this before Howdah could, and who is not known: ${titles(byOthers)}.`]
        : []),
    ]
    return `${sentence}. ${did.join(' ')} ${asBefore}`
  }
  const kept = journal.filter(entry => entry.kind === 'undone' && entry.detail['kept'] === true)
  if (kept.length > 0) {
    const done = kept.map(({ step }) => `“${plan.steps[step ?? -1]?.title ?? ''}”`).join('; ')
    return `${sentence}, but ${done} was done by then and stays.`
  }
  if (batches !== undefined) return `${sentence}. ${asBefore}`
  const lastFailure = journal.findLast(entry => entry.kind === 'failed')
  const answered = last(journal, lastFailure?.step ?? -1, 'settled') !== undefined
  if (text(lastFailure, 'code') === 'run.unknown' && !answered)
    return `${sentence}. Howdah does not know whether it was done: look at the database.`
  if (lastFailure?.detail['notOurs'] === true) return `${sentence}. Howdah changed nothing.`
  return signalled(plan, lastFailure)
    ? `${sentence}. The signal may have been sent and cannot be recalled: the session may still end, and lose what it has not committed. Look whether it is still there: \`${writeCommand('lock tree', { cluster: plan.cluster })}\`.`
    : `${sentence}. ${asBefore}`
}

/** Titles of the steps that were done, changed something and cannot be taken back. */
const keptOf = (plan: Planned, journal: Entries): readonly string[] =>
  plan.steps.flatMap(({ title, effects, undo }, step) =>
    undo === null && effects.length > 0 && last(journal, step, 'done', 'failed')?.kind === 'done'
      ? [`“${title}”`]
      : [],
  )
