/**
 * Gives up a run whose node is gone for good. The run ends as failed, says truthfully which outcomes are
 * unknown, and frees the claims; a holder that comes back can write nothing more.
 */

import { decideOnRun, type LockedRun } from '#engine/decide/frame'
import { noRun } from '#engine/decide/too-late'
import type { Parts } from '#engine/parts'
import { closeEverything, type End, recordEnd } from '#engine/run/end'
import { abandonedEnding } from '#engine/run/journal/abandoned-ending'
import { sinceParked } from '#engine/run/journal/since-parked'
import { findRunOf, readJournal } from '#engine/show/read-rows'
import type { Person } from '#model/person'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { Fenced } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { appendJournal } from '#store/journal'
import { fenceRun } from '#store/runs'
import type { Store } from '#store/store'

export interface Abandoning {
  readonly person: Person
  /** Id of a run or of the run's plan. */
  readonly id: string
  readonly reason: string
  readonly via: string
}

export const abandon = async (parts: Parts, given: Abandoning): Promise<Answer | Refusal> => {
  const known = await findRunOf(parts.store, given.id)
  if (!known) return noRun(parts.store, given.id)
  const ending = await decideOnRun(parts, given, known, {
    name: 'abandon',
    verb: 'abandon',
    whyNot: async (_, on) => whyNot(on),
    keep: (tx, on) => giveUp(parts, tx, given, on),
  })
  if (isRefusal(ending)) return ending
  failpoint('abandoned')
  return answer(`${known.plan_id} is given up. ${ending}`)
}

const whyNot = (on: LockedRun): Refusal | LockedRun => {
  const { run } = on
  const { id, state, outcome } = on.row
  if (run.ended_at) return refusal(`${id} is over: ${outcome ?? ''}.`, 'Nothing waits for it.')
  const waits = state === 'looking' || run.waiting_for !== null
  return waits
    ? on
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
  { run, row, plan }: LockedRun,
): Promise<string> => {
  const journal = sinceParked(await readJournal(tx, run.id))
  const token = await fenceRun(tx, run.id)
  const said = { person: person.id, name: person.name, reason }
  const noted = await appendJournal(tx, { run: run.id, plan: run.plan_id }, token, {
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
