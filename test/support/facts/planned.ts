/** The pure parts of a playbook in the engine's order. */
import type { z } from 'zod'
import type { SqlAction } from '#model/actions/sql'
import { fieldsOf, keyNotes } from '#model/input'
import type { PlanBody, Step } from '#model/plan'
import type { Playbook } from '#model/playbook'
import { isRefusal, type Refusal } from '#model/refusal'

type Pure<Input, Facts, Ready> = Pick<Playbook<Input, Facts, Ready>, 'refuse' | 'plan'>

/** Facts without a reason to refuse. */
export const readyFor = <Input, Facts, Ready>(
  playbook: Pure<Input, Facts, Ready>,
  input: Input,
  facts: Facts,
): Ready => {
  const ready = playbook.refuse(input, facts)
  if (isRefusal(ready)) throw new Error(`refused: ${ready.because}`)
  return ready
}

export const planned = <Input, Facts, Ready>(
  playbook: Pure<Input, Facts, Ready>,
  input: Input,
  facts: Facts,
): PlanBody => playbook.plan(input, readyFor(playbook, input, facts))

/** The step as of a playbook that sends SQL; throws for a step of another kind. */
export const sqlStep = (step: Step): Step<SqlAction> => {
  const { action, undo } = step
  if (action.kind !== 'sql' || (undo && undo.action.kind !== 'sql')) throw new Error(step.title)
  return step as Step<SqlAction>
}

export const sqlSteps = ({ steps }: Pick<PlanBody, 'steps'>): readonly Step<SqlAction>[] =>
  steps.map(sqlStep)

export const valueOf = ({ estimates }: Pick<PlanBody, 'estimates'>, label: string) =>
  estimates.find(one => one.label === label)?.value

/** The fields of a form: key, hint, kind of offered names, and how the key is written. */
export const askedBy = (playbook: { readonly input: z.ZodType }) => {
  const input = playbook.input as z.ZodObject
  return fieldsOf(input).map(({ key, hint, names }) => [
    key,
    hint,
    names,
    keyNotes(input, key).writtenAs ?? 'text',
  ])
}

/** A row of a table of refusals: the case, the facts, both sentences and the button. */
export type Reason<More> = readonly [what: string, more: More, refusal: Refusal]

/** Each reason together with all later reasons: a table is sorted, worst first. */
export const amongOthers = <More>(
  reasons: readonly Reason<More>[],
  merge: (more: More, less: More) => More,
): readonly Reason<More>[] =>
  reasons.slice(0, -1).map(([what, , refusal], at) => [
    what,
    reasons
      .slice(at)
      .map(([, more]) => more)
      .reduce(merge),
    refusal,
  ])
