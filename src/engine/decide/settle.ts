/**
 * Settles a step whose outcome Howdah cannot tell: an approver looks and answers. The answer is a journal
 * entry, from which any process continues the run.
 */

import { decideOnRun, type LockedRun } from '#engine/decide/frame'
import { noRun } from '#engine/decide/too-late'
import type { Parts } from '#engine/parts'
import { askedStep } from '#engine/run/journal/asked-step'
import { wakeRun } from '#engine/run/wake'
import { findRunOf, readJournal } from '#engine/show/read-rows'
import { kindOf } from '#model/action'
import { questionAbout } from '#model/change'
import type { Person } from '#model/person'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { Fenced } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { appendJournal } from '#store/journal'
import { fenceRun } from '#store/runs'
import type { Store } from '#store/store'

export interface Settling {
  readonly person: Person
  /** Id of a run or of the run's plan. */
  readonly id: string
  /** The question that the person saw; an answer to another question does not count. */
  readonly asked: string
  readonly done: boolean
  readonly reason: string | null
  readonly via: string
}

export const settleStep = async (parts: Parts, given: Settling): Promise<Answer | Refusal> => {
  const { id, done } = given
  const known = await findRunOf(parts.store, id)
  if (!known) return noRun(parts.store, id)
  const settled = await decideOnRun(parts, given, known, {
    name: 'settle',
    verb: 'settle',
    whyNot: (tx, on) => whyNot(tx, given, on),
    keep: (tx, on) => keep(parts, tx, given, on),
  })
  if (isRefusal(settled)) return settled
  failpoint('settled')
  await wakeRun(parts, known.id)
  return answer(
    done
      ? `Step ${settled + 1} of ${known.plan_id} was done, as you say: it goes on from there.`
      : `Step ${settled + 1} of ${known.plan_id} was not done, as you say: the steps before it are undone, and the run ends.`,
  )
}

interface Answered extends LockedRun {
  readonly step: number
}

const whyNot = async (
  tx: Store,
  { asked, reason }: Settling,
  on: LockedRun,
): Promise<Refusal | Answered> => {
  const { run, plan } = on
  const { id, outcome } = on.row
  const step = run.ended_at ? undefined : askedStep(plan, await readJournal(tx, run.id), run)
  if (step === undefined)
    return refusal(
      `${id} does not ask whether a step was done${outcome === null ? '' : `: it is over (${outcome})`}.`,
      'Nothing more is needed; its message says how it goes on.',
    )
  if (asked !== questionAbout(step))
    return refusal(
      `${id} ${questionAbout(step)}, not what you answered.`,
      'Look at its newest message.',
    )
  return reason === null
    ? refusal(
        'An answer needs to say how you know.',
        `Say it: \`run settle ${id} step=${step + 1} done=… reason="…"\`.`,
      )
    : { ...on, step }
}

/**
 * Writes the answer to journal and record at once; the holder that still asks is fenced, so that the
 * question is not asked again.
 */
const keep = async (
  parts: Parts,
  tx: Store,
  { person, done, reason, via }: Settling,
  { run, row, plan, step }: Answered,
): Promise<number> => {
  const token = await fenceRun(tx, run.id)
  const detail = { done, person: person.id, name: person.name, reason }
  const noted = await appendJournal(tx, { run: run.id, plan: run.plan_id }, token, {
    kind: 'settled',
    step,
    detail,
  })
  if (!noted) throw new Fenced(run.id)
  const { title, action } = plan.steps[step] ?? {}
  await parts.record.append(
    'step.settled',
    {
      actor: person.id,
      subject: { plan: row.id, run: run.id, cluster: row.cluster, step },
      detail: {
        title,
        statement: action && kindOf(action).show(action).text,
        done,
        reason,
        via,
        token,
      },
    },
    tx,
  )
  return step
}
