/** Changes the way a plan names a session, so that the pid now belongs to a session that began later. */
import type { Parts } from '#engine/parts'
import type { PageMessage } from '#local/slack/page-protocol'
import type { SqlAction } from '#model/actions/sql'
import type { Plan, Step } from '#model/plan'
import { actOnce } from '#test/support/acting'
import type { Howdah } from '#test/support/howdah'
import { planIdOf } from '#test/support/kills'

/** The year 2001, in microseconds since 1970. */
const earlier = '978307200000000'

/** Sets an earlier time at `place` of the values, the start of the session or of the statement. */
const namedEarlier = (action: SqlAction, place: number): SqlAction => {
  const values = action.values.with(place, earlier)
  return { ...action, values, state: action.state && { ...action.state, values } }
}

/** The session verbs send one statement. */
type SessionPlan = Omit<Plan, 'steps'> & { readonly steps: readonly Step<SqlAction>[] }

const storedPlan = async ({ store }: Howdah, id: string): Promise<SessionPlan> => {
  const [row] = await store.query<{ body: SessionPlan }>(
    'select body from howdah.plan where id = $1',
    [id],
  )
  if (!row) throw new Error(`no plan ${id}`)
  return row.body
}

/** Makes the waiting plan name an earlier session; all else looks the same. */
export const meanEarlier = async (howdah: Howdah, plan: PageMessage): Promise<void> => {
  const id = planIdOf(plan)
  const body = await storedPlan(howdah, id)
  const steps = body.steps.map(step => ({ ...step, action: namedEarlier(step.action, 1) }))
  // Howdah's own role may not update a plan.
  const text = 'update howdah.plan set body = $2 where id = $1'
  await howdah.control.query('howdah', text, [id, JSON.stringify({ ...body, steps })])
}

/** Counts the sessions that the plan's own statement signals: unchanged, or with a different time at `place`. */
export const timesSignalled = async (
  howdah: Howdah,
  { clusters }: Parts,
  plan: PageMessage,
  place: number | null,
): Promise<number> => {
  const action = (await storedPlan(howdah, planIdOf(plan))).steps[0]?.action
  const cluster = clusters.get('shop')
  if (!action || !cluster) throw new Error('nothing to perform')
  const sent = place === null ? action : namedEarlier(action, place)
  // A row for the session, when it is the approved one.
  const signal = /pg_(cancel|terminate)_backend/.exec(sent.statement)?.[0] ?? ''
  const { outputs } = await actOnce(cluster, { ...sent, outputs: { [signal]: 'boolean' } })
  return outputs[signal] === true ? 1 : 0
}
