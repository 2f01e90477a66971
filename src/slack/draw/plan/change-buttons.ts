/** The buttons of a plan's message: the decisions that are possible now. */
import { type Change, questionAbout } from '#model/change'
import { type Effect, wordsOfEffect } from '#model/effect'
import type { NextStep } from '#model/plan'
import type { ButtonLook } from '#slack/draw/blocks/blocks'

/** Lists the buttons of this rendering; each button gets a random id of its own. */
export const verbsOf = (change: Change): readonly string[] => {
  if (change.state === 'pending')
    return change.genuine === 'genuine' ? ['approve', 'reject', 'withdraw'] : ['withdraw']
  const review = reviewOpen(change) ? ['review'] : []
  if (change.state === null) return [...review, ...afterwards(change)]
  const blocker = change.run?.progress?.blocker ? ['command'] : []
  if (change.run?.stop) return [...review, ...blocker]
  if (change.asks !== null) return [...review, 'was-done', 'was-not-done', 'stop']
  return [...review, 'stop', ...blocker]
}

/** True when break-glass let the change through and the review is still open. */
export const reviewOpen = ({ breakGlass }: Change): boolean => breakGlass?.review === null

/** The verb of the offered command at this place. */
const nextVerb = (place: number): string => `next-${place}`

/** The command that a verb says; undefined for a decision. */
export const commandOf = ({ run, next }: Change, verb: string): string | undefined =>
  verb === 'command'
    ? run?.progress?.blocker?.command
    : next.find((_, place) => nextVerb(place) === verb)?.command

const afterwards = ({ undoable, outcome, guard, next }: Change): readonly string[] => {
  if (guard?.state === 'open' || guard?.state === 'asks') return ['keep', 'take-back']
  const again = ['expired', 'outdated', 'failed', 'cancelled'].includes(outcome ?? '')
  const offered = (ends: boolean) =>
    next.flatMap((one, place) => ((one.confirm !== undefined) === ends ? nextVerb(place) : []))
  return [
    ...offered(false),
    ...(undoable ? ['undo'] : []),
    ...(again ? ['again'] : []),
    ...offered(true),
  ]
}

/** Changes when the buttons change their meaning, so that a stale button can be recognised. */
export const renderingOf = ({ asks, state, outcome, guard }: Change): string => {
  if (asks !== null) return questionAbout(asks)
  if (state !== null) return state
  return guard === null ? `ended ${outcome ?? ''}` : `ended ${outcome ?? ''}, guard ${guard.state}`
}

export const buttonsOf = (
  change: Change,
  ids: ReadonlyMap<string, string>,
): readonly ButtonLook[] =>
  verbsOf(change).flatMap(verb => {
    const id = ids.get(verb)
    const look = id === undefined ? undefined : lookOf(change, verb)
    return id !== undefined && look ? [{ action: verb, id, ...look }] : []
  })

const lookOf = (
  { steps, run, left, next }: Change,
  verb: string,
): Omit<ButtonLook, 'action' | 'id'> | undefined => {
  const what = steps.flatMap(({ effects }) => effects)[0]
  switch (verb) {
    case 'approve':
      return approval(what)
    case 'reject':
      return { label: 'Reject' }
    case 'withdraw':
      return { label: 'Withdraw' }
    case 'stop':
      return {
        label: 'Stop',
        style: 'danger',
        confirm: {
          title: 'Stop this run?',
          text: 'It stops at its next safe point. What was done is put back where that is possible, which may take a while.',
          yes: 'Stop',
          no: 'Keep Running',
        },
      }
    case 'was-done':
      return { label: 'It Was Done' }
    case 'was-not-done':
      return { label: 'It Was Not Done' }
    case 'undo':
      return { label: left.length > 0 ? 'Try Undo Again' : undoLabel(what, next) }
    case 'again':
      return { label: 'Plan Again' }
    case 'keep':
      return { label: 'Keep It' }
    case 'take-back':
      return { label: 'Undo It Now', style: 'danger' }
    case 'review':
      return { label: 'Close Review' }
    case 'command':
      return {
        label:
          run?.progress?.blocker?.way === 'terminate'
            ? 'End Blocking Session'
            : 'Cancel Blocking Session',
      }
    default:
      return nextLook(next.find((_, place) => nextVerb(place) === verb))
  }
}

/** Names the change that the undo takes back, beside buttons that end or remove something else. */
const undoLabel = (effect: Effect | undefined, next: Change['next']): string =>
  effect && next.some(({ confirm }) => confirm !== undefined)
    ? `Undo ${wordsOfEffect(effect).approves}`
    : 'Undo'

const nextLook = (step: NextStep | undefined): Omit<ButtonLook, 'action' | 'id'> | undefined =>
  step?.confirm === undefined
    ? step && { label: step.label }
    : { label: step.label, style: 'danger', confirm: { ...step.confirm, no: 'Not Now' } }

/** Tells what happens on a yes; asks once more before a loss that cannot be undone. */
const approval = (effect: Effect | undefined): Omit<ButtonLook, 'action' | 'id'> => {
  const words = effect && wordsOfEffect(effect)
  const label = `Approve ${words?.approves ?? 'Change'}`
  return words?.confirm === undefined
    ? { label, style: 'primary' }
    : { label, style: 'danger', confirm: { ...words.confirm, no: 'Not Now' } }
}
