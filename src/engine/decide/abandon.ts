/**
 * Gives up a run whose node is gone for good. The run ends as failed, says truthfully which outcomes are
 * unknown, and frees the claims; a holder that comes back can write nothing more.
 */
import { deny } from '#engine/decide/record-denial'
import { abandonedEnding } from '#engine/journal/abandoned-ending'
import { entryOf } from '#engine/journal/entry'
import { sinceParked } from '#engine/journal/since-parked'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import { closeEverything, type End, recordEnd } from '#engine/run/end'
import type { Person } from '#model/person'
import type { Plan } from '#model/plan'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { Fenced } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { appendJournal, journalOf } from '#store/journal'
import { findPlan, lockPlan, type PlanRow } from '#store/plans'
import { fenceRun, findRun, findRunOfPlan, lockRun, type RunRow } from '#store/runs'
import type { Store } from '#store/store'

export interface Abandoning {
  readonly person: Person
  /** Id of a run or of the run's plan. */
  readonly id: string
  readonly reason: string
  readonly via: string
}

export const abandon = async (parts: Parts, given: Abandoning): Promise<Answer | Refusal> => {
  const { id } = given
  const known = await (id.startsWith('r-')
    ? findRun(parts.store, id)
    : findRunOfPlan(parts.store, id))
  if (!known) return noRun(parts, id)
  const ending = await parts.store.transaction(async tx => {
    const run = await lockRun(tx, known.id)
    const row = await lockPlan(tx, known.plan_id)
    if (!run || !row) throw new Error(`run ${known.id} is gone`)
    return whyNot(parts, given.person, run, row) ?? (await giveUp(parts, tx, given, run, row))
  })
  if (isRefusal(ending)) {
    await deny(parts, { ...given, plan: known.plan_id, decision: 'abandon' }, ending)
    return ending
  }
  failpoint('abandoned')
  return answer(`${known.plan_id} is given up. ${ending}`)
}

const noRun = async (parts: Parts, id: string): Promise<Refusal> =>
  (await findPlan(parts.store, id))
    ? refusal(`${id} has not begun.`, `Take it back: \`run cancel ${id}\`.`, `run cancel ${id}`)
    : refusal(`There is no plan or run ${id}.`, 'See `run list`.', 'run list')

const whyNot = (
  parts: Parts,
  person: Person,
  run: RunRow,
  { id, cluster, requester, state, outcome }: PlanRow,
): Refusal | undefined => {
  const mayNot = authorize(parts.config.people, person, 'abandon', { cluster, requester })
  if (mayNot) return mayNot
  if (run.ended_at) return refusal(`${id} is over: ${outcome ?? ''}.`, 'Nothing waits for it.')
  const waits = state === 'looking' || run.waiting_for !== null
  return waits
    ? undefined
    : refusal(
        `${id} is under way: a process holds it and its node answers.`,
        `Stop it: \`run cancel ${id}\`.`,
        `run cancel ${id}`,
      )
}

const giveUp = async (
  parts: Parts,
  tx: Store,
  { person, reason, via }: Abandoning,
  run: RunRow,
  row: PlanRow,
): Promise<string> => {
  const plan = row.body as unknown as Plan
  const journal = sinceParked((await journalOf(tx, run.id)).map(entryOf))
  const token = await fenceRun(tx, run.id)
  const said = { person: person.id, name: person.name, reason }
  const noted = await appendJournal(tx, run.id, token, {
    kind: 'abandoned',
    step: null,
    detail: said,
  })
  if (!noted) throw new Fenced(run.id)
  const ending = abandonedEnding(plan, journal, { run: run.id, name: person.name, reason })
  const end: End = { run: run.id, plan, token, outcome: 'failed', ending }
  await closeEverything(tx, end)
  await parts.record.append(
    'run.abandoned',
    {
      actor: person.id,
      subject: { plan: row.id, run: run.id, cluster: row.cluster },
      detail: { reason, via, holder: run.holder, waitingFor: run.waiting_for, token },
    },
    tx,
  )
  await recordEnd(parts, tx, end)
  return ending
}
