/** A person holds a run that works in pieces, lets it go on, or changes its pace within what the plan allows. */

import { type Decider, decideOnRun, type LockedRun } from '#engine/decide/frame'
import { noRun } from '#engine/decide/too-late'
import type { Parts } from '#engine/parts'
import { wakeRun } from '#engine/run/wake'
import { findRunOf } from '#engine/show/read-rows'
import type { PaceLimits } from '#model/actions/batches'
import { piecesOf } from '#model/actions/pieces'
import type { Steering, SteeringWish } from '#model/actions/steering'
import type { Plan } from '#model/plan'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { insertSteering, steeringOf } from '#store/pieces/steering'
import type { Store } from '#store/store'

export interface Steers extends Decider {
  /** Id of a run or of the run's plan. */
  readonly id: string
  readonly wish: SteeringWish
}

interface Chosen extends LockedRun {
  readonly body: Omit<Steering, 'name'>
}

export const steer = async (parts: Parts, given: Steers): Promise<Answer | Refusal> => {
  const { id, wish } = given
  const known = await findRunOf(parts.store, id)
  if (!known) return noRun(parts.store, id)
  const steered = await decideOnRun(parts, given, known, {
    name: wish.kind,
    verb: 'cancel',
    whyNot: (tx, on) => whyNot(tx, wish, on),
    keep: (tx, chosen) => keep(parts, tx, given, chosen),
  })
  if (isRefusal(steered)) return steered
  await wakeRun(parts, known.id)
  return answer(wordsFor(known.plan_id, wish, steered))
}

const whyNot = async (tx: Store, wish: SteeringWish, on: LockedRun): Promise<Refusal | Chosen> => {
  const { run, plan } = on
  if (run.ended_at)
    return refusal(`${plan.id} is over: ${on.row.outcome ?? 'it ended'}.`, 'Nothing is left to do.')
  const paces = plan.steps.flatMap(({ action }) => piecesOf(action)?.pace ?? [])
  const holds = plan.steps.some(({ halts }) => halts === 'hold')
  if (paces.length === 0 && (wish.kind === 'pace' || !holds))
    return refusal(
      `${plan.id} does not work in batches, so it has no pace${holds ? '' : ' and cannot be held'}.`,
      `To ${holds ? `hold it, say \`run hold ${plan.id}\`; to ` : ''}stop it, say \`run cancel ${plan.id}\`.`,
    )
  if (wish.kind === 'hold' && !holds)
    return refusal(
      `${plan.id} cannot be held: it would be put back.`,
      `To stop it and have it put back, say \`run cancel ${plan.id}\`.`,
    )
  const before = (await steeringOf(tx, run.id)) ?? { hold: false, rows: null, pauseMs: null }
  if (wish.kind === 'resume' && !before.hold)
    return refusal(`Nobody holds ${plan.id}.`, 'Its message says what it waits for.')
  if (wish.kind !== 'pace') {
    const { rows, pauseMs } = before
    return { ...on, body: { hold: wish.kind === 'hold', rows, pauseMs } }
  }
  if (wish.rows === undefined && wish.pauseMs === undefined)
    return refusal('No pace was given.', `Say rows=… or pause=…, or both: ${limitsOf(plan)}.`)
  const { rows = before.rows, pauseMs = before.pauseMs } = wish
  return paces.every(limits => allows(limits, rows, pauseMs))
    ? { ...on, body: { hold: before.hold, rows, pauseMs } }
    : refusal(
        'The plan was approved for another pace.',
        `Choose within what was approved: ${limitsOf(plan)}.`,
      )
}

const allows = (limits: PaceLimits, rows: number | null, pauseMs: number | null): boolean =>
  (rows === null || (rows >= limits.rows.least && rows <= limits.rows.most)) &&
  (pauseMs === null || (pauseMs >= limits.pauseMs.least && pauseMs <= limits.pauseMs.most))

const limitsOf = ({ steps }: Plan): string => {
  const paces = steps.flatMap(({ action }) => piecesOf(action)?.pace ?? [])
  const within = (key: keyof PaceLimits): string =>
    `${Math.max(...paces.map(pace => pace[key].least))} to ${Math.min(...paces.map(pace => pace[key].most))}`
  return `${within('rows')} rows in a batch, ${within('pauseMs')} ms between two`
}

const keep = async (
  { record }: Parts,
  tx: Store,
  { person, via }: Steers,
  { run, row, body }: Chosen,
): Promise<Omit<Steering, 'name'>> => {
  await insertSteering(tx, run.id, person, body)
  await record.append(
    'run.steered',
    {
      actor: person.id,
      subject: { plan: row.id, run: run.id, cluster: row.cluster },
      detail: { ...body, via },
    },
    tx,
  )
  return body
}

const wordsFor = (plan: string, { kind }: SteeringWish, chosen: Omit<Steering, 'name'>): string => {
  if (kind === 'hold')
    return `${plan} halts after its present batch, or ends its present statement, which is sent again later; everything done is kept. To let it go on, say \`run resume ${plan}\`.`
  if (kind === 'resume') return `${plan} goes on from where it is.`
  const { rows, pauseMs } = chosen
  const pace = [
    ...(rows === null ? [] : [`up to ${rows} rows in a batch`]),
    ...(pauseMs === null ? [] : [restWords(pauseMs)]),
  ].join(', ')
  return `${plan} has another pace from its next batch on: ${pace}.`
}

const restWords = (pauseMs: number): string =>
  pauseMs === 0 ? 'no rest between two' : `a rest of at least ${pauseMs} ms between two`
