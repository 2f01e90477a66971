/** Why a plan can no longer be decided: unknown, expired, or decided already. */
import { nearestPlan } from '#engine/show/nearest-plan'
import { type Refusal, refusal } from '#model/refusal'
import { approvalsOf } from '#store/approvals'
import { findBreakGlass } from '#store/break-glass'
import { findPlan, type PlanRow } from '#store/plans'
import type { Store } from '#store/store'

/** Names the nearest plan for a mistyped id, to be read before a decision. */
export const noPlan = async (store: Store, id: string): Promise<Refusal> => {
  const close = await nearestPlan(store, id)
  return close === undefined
    ? refusal(`There is no plan or run ${id}.`, 'See `run list` for those there are.', 'run list')
    : refusal(
        `There is no plan or run ${id}.`,
        `Did you mean ${close}? \`plan show ${close}\` says what it is.`,
        `plan show ${close}`,
      )
}

export const noRun = async (store: Store, id: string): Promise<Refusal> =>
  (await findPlan(store, id))
    ? refusal(
        `${id} has not begun.`,
        `\`plan show ${id}\` says what it waits for; \`run cancel ${id}\` withdraws it.`,
        `plan show ${id}`,
      )
    : noPlan(store, id)

/** Undefined while the plan waits for a decision. */
export const notWaiting = async (tx: Store, row: PlanRow): Promise<Refusal | undefined> => {
  if (row.genuine !== 'genuine') return notOurs(row)
  if (row.outcome === 'expired' || (row.state === 'pending' && row.expired))
    return refusal('This plan has expired.', 'Plan it again: the cluster may have changed.')
  return row.state === 'pending' ? undefined : over(row, await howDecided(tx, row.id))
}

const notOurs = ({ id, genuine }: PlanRow): Refusal =>
  genuine === 'unsigned'
    ? refusal(
        `${id} was made before Howdah signed what it stores, or not by Howdah.`,
        'Plan it again.',
      )
    : refusal(
        `${id} is not the plan that Howdah stored: somebody changed it in the control database.`,
        'Plan it again, and find out who it was.',
      )

const over = (row: PlanRow, decided: string): Refusal =>
  refusal(
    `This plan is no longer waiting: it is ${standingOf(row)}${decided}.`,
    row.outcome === null
      ? `Watch its message; \`run cancel ${row.id}\` stops it.`
      : `See \`plan show ${row.id}\` for what became of it.`,
  )

/** Words for the state of a plan, as in “it is running”. */
export const standingOf = ({ state, outcome, expired }: PlanRow): string =>
  state === 'pending' && expired ? 'expired' : (words[outcome ?? state ?? ''] ?? outcome ?? 'over')

/** States that read badly after "it is". */
const words: Readonly<Record<string, string>> = {
  queued: 'waiting for its turn to run',
  running: 'running',
  parked: 'parked',
  looking: 'being checked',
  succeeded: 'done',
  failed: 'over, and failed',
}

const howDecided = async (tx: Store, plan: string): Promise<string> => {
  const glass = await findBreakGlass(tx, plan)
  if (glass) return `, let through by ${glass.name} with break-glass`
  const last = (await approvalsOf(tx, plan)).at(-1)
  return last ? `, decided by ${last.name}` : ''
}
