/**
 * Settles a step whose outcome Howdah cannot tell: an approver looks and answers. The answer is a journal
 * entry, from which any process continues the run.
 */
import { deny } from '#engine/decide/record-denial'
import { entryOf } from '#engine/journal/entry'
import { nextMove } from '#engine/journal/next-move'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import { questionAbout } from '#model/change'
import type { Person } from '#model/person'
import type { Plan } from '#model/plan'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { Fenced } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { appendJournal, journalOf } from '#store/journal'
import { lockPlan, type PlanRow } from '#store/plans'
import { fenceRun, findRun, findRunOfPlan, lockRun, type RunRow } from '#store/runs'
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
  const known = await (id.startsWith('r-')
    ? findRun(parts.store, id)
    : findRunOfPlan(parts.store, id))
  if (!known) return refusal(`There is no run of ${id}.`, 'See `run list`.', 'run list')
  const settled = await parts.store.transaction(async tx => {
    const run = await lockRun(tx, known.id)
    const row = await lockPlan(tx, known.plan_id)
    if (!run || !row) throw new Error(`run ${known.id} is gone`)
    return (await whyNot(parts, tx, given, run, row)) ?? (await keep(parts, tx, given, run, row))
  })
  if (isRefusal(settled)) {
    await deny(parts, { ...given, plan: known.plan_id, decision: 'settle' }, settled)
    return settled
  }
  failpoint('settled')
  await parts.wake(known.id).catch((error: unknown) => parts.report(error, {}))
  return answer(
    done
      ? `Step ${settled + 1} of ${known.plan_id} was done, as you say: it goes on from there.`
      : `Step ${settled + 1} of ${known.plan_id} was not done, as you say: what was done before it is taken back, and the run ends.`,
  )
}

const stepAsked = async (tx: Store, run: RunRow, row: PlanRow): Promise<number | undefined> => {
  if (run.ended_at) return undefined
  const journal = (await journalOf(tx, run.id)).map(entryOf)
  const move = nextMove(row.body as unknown as Plan, journal, {
    token: Number(run.token),
    stop: run.stop !== null,
    preempted: run.preempted?.plan ?? null,
  })
  return move.do === 'ask' ? move.step : undefined
}

const whyNot = async (
  parts: Parts,
  tx: Store,
  { person, asked, reason }: Settling,
  run: RunRow,
  row: PlanRow,
): Promise<Refusal | undefined> => {
  const { id, cluster, requester } = row
  const mayNot = authorize(parts.config.people, person, 'settle', { cluster, requester })
  if (mayNot) return mayNot
  const step = await stepAsked(tx, run, row)
  if (step === undefined)
    return refusal(
      `${id} does not ask whether a step was done${row.outcome === null ? '' : `: it is ${row.outcome}`}.`,
      'Nothing more is needed; its message says how it goes on.',
    )
  if (asked !== questionAbout(step))
    return refusal(
      `${id} ${questionAbout(step)}, not what you answered.`,
      'Look at its newest message.',
    )
  return reason === null
    ? refusal(
        'An answer says how you know.',
        `Say it: \`run settle ${id} step=${step + 1} done=… reason="…"\`.`,
      )
    : undefined
}

/**
 * Writes the answer to journal and record at once; the holder that still asks is fenced, so that the
 * question is not asked again.
 */
const keep = async (
  parts: Parts,
  tx: Store,
  { person, done, reason, via }: Settling,
  run: RunRow,
  row: PlanRow,
): Promise<number> => {
  const step = (await stepAsked(tx, run, row)) ?? -1
  const token = await fenceRun(tx, run.id)
  const detail = { done, person: person.id, name: person.name, reason }
  const noted = await appendJournal(tx, run.id, token, { kind: 'settled', step, detail })
  if (!noted) throw new Fenced(run.id)
  const { title, action } = (row.body as unknown as Plan).steps[step] ?? {}
  await parts.record.append(
    'step.settled',
    {
      actor: person.id,
      subject: { plan: row.id, run: run.id, cluster: row.cluster, step },
      detail: { title, statement: action?.statement, done, reason, via, token },
    },
    tx,
  )
  return step
}
