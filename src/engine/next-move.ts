/**
 * What a run does next, from its plan and its journal alone. Pure: any process that reads the same
 * journal comes to the same answer, which is what makes a take-over possible.
 */
import type { JournalEntry } from '#engine/change'
import type { Outcome, Plan } from '#engine/plan'

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
  | { readonly do: 'end'; readonly outcome: Outcome; readonly ending: string | null }

type Entries = readonly JournalEntry[]

const last = (journal: Entries, step: number, ...kinds: readonly JournalEntry['kind'][]) =>
  journal.findLast(entry => entry.step === step && kinds.includes(entry.kind))

const text = (entry: JournalEntry | undefined, key: string): string | null => {
  const value = entry?.detail[key]
  return typeof value === 'string' ? value : null
}

export const nextMove = (plan: Pick<Plan, 'steps'>, journal: Entries, stop: boolean): Move => {
  const looked = journal.find(entry => entry.kind === 'looked')
  if (!looked) {
    return stop ? ended('cancelled', 'Nothing had begun.') : { do: 'look again' }
  }
  const outdated = text(looked, 'outdated')
  if (outdated !== null) return ended('outdated', outdated)
  const failedStep = plan.steps.findIndex((_, step) => isBroken(plan, journal, step))
  if (failedStep >= 0) return afterFailure(plan, journal, failedStep, stop)
  const open = plan.steps.findIndex((_, step) => !last(journal, step, 'done', 'failed'))
  if (open >= 0) return forward(plan, journal, open, stop)
  const verified = journal.find(entry => entry.kind === 'verified')
  if (!verified) return { do: 'verify' }
  const problem = text(verified, 'problem')
  return problem === null ? ended('succeeded', null) : ended('failed', problem)
}

const ended = (outcome: Outcome, ending: string | null): Move => ({ do: 'end', outcome, ending })

/** Failed, and its plan says that this ends the run. */
const isBroken = (plan: Pick<Plan, 'steps'>, journal: Entries, step: number): boolean =>
  last(journal, step, 'failed') !== undefined && plan.steps[step]?.onFailure !== 'finish'

const forward = (
  plan: Pick<Plan, 'steps'>,
  journal: Entries,
  step: number,
  stop: boolean,
): Move => {
  const resumed = last(journal, step, 'intent') !== undefined
  // A stop before a step that has not begun: take back what was done, the change was not approved in part.
  if (stop && !resumed) {
    return (
      undoBefore(plan, journal, step) ?? ended('cancelled', leftOf(plan, journal, 'It was stopped'))
    )
  }
  const sent = last(journal, step, 'note') !== undefined
  return { do: 'step', step, resumed, sent }
}

const afterFailure = (
  plan: Pick<Plan, 'steps'>,
  journal: Entries,
  step: number,
  stop: boolean,
): Move => {
  const failure = last(journal, step, 'failed')
  // A person who is asked answers with Stop: then what can be taken back is.
  if (plan.steps[step]?.onFailure === 'ask' && !stop) return { do: 'ask', step }
  const back = undoBefore(plan, journal, step + 1)
  if (back) return back
  const stopped = text(failure, 'code') === 'run.stopped'
  const why = text(failure, 'message') ?? 'A step failed.'
  return ended(
    stopped ? 'cancelled' : 'failed',
    leftOf(plan, journal, stopped ? 'It was stopped' : why),
  )
}

/** The last step before `end` that has begun, is ours, and is not taken back yet. */
const undoBefore = (plan: Pick<Plan, 'steps'>, journal: Entries, end: number): Move | undefined => {
  for (let step = end - 1; step >= 0; step -= 1) {
    const settled = last(journal, step, 'undone', 'undo failed')
    const ours = last(journal, step, 'failed')?.detail['notOurs'] !== true
    const touched = last(journal, step, 'intent') !== undefined && ours
    const way = plan.steps[step]?.undo ?? plan.steps[step]?.action.repair
    if (touched && !settled && way) {
      return { do: 'undo', step, resumed: last(journal, step, 'undo intent') !== undefined }
    }
  }
  return undefined
}

const undoTitle = (plan: Pick<Plan, 'steps'>, step: number): string =>
  plan.steps[step]?.undo?.title ?? `what was half done of “${plan.steps[step]?.title ?? ''}”`

/** Why it ended, and truthfully what of it is left. */
const leftOf = (plan: Pick<Plan, 'steps'>, journal: Entries, why: string): string => {
  const failed = journal.filter(entry => entry.kind === 'undo failed')
  const undone = journal.filter(
    entry => entry.kind === 'undone' && entry.detail['nothing'] !== true,
  )
  const titles = (entries: Entries) =>
    entries.map(entry => undoTitle(plan, entry.step ?? -1)).join('; ')
  const sentence = why.replace(/[.\s]+$/, '')
  const begun = journal.some(entry => entry.kind === 'intent')
  if (!begun) return `${sentence}. Nothing was done.`
  if (failed.length > 0)
    return `${sentence}. NOT put back, because this failed: ${titles(failed)}. Somebody has to do it by hand.`
  if (undone.length > 0)
    return `${sentence}. To put things back, Howdah did this: ${titles(undone)}. Everything is as it was before.`
  const lastFailure = journal.findLast(entry => entry.kind === 'failed')
  if (text(lastFailure, 'code') === 'run.unknown')
    return `${sentence}. Howdah does not know whether it was done: look at the database.`
  return lastFailure?.detail['notOurs'] === true
    ? `${sentence}. Howdah changed nothing.`
    : `${sentence}. Everything is as it was before.`
}
