/** Queries of howdah.run. The database's clock decides which process holds a run; a token only grows. */
import { isPreemption, openPreemption, type PreemptionMark } from '#store/preemptions'
import type { Store } from '#store/store'

export interface RunRow {
  readonly id: string
  readonly plan_id: string
  readonly token: string
  readonly holder: string | null
  readonly stop: Stop | null
  readonly preempted: { readonly plan: string } | null
  readonly progress: Record<string, unknown> | null
  readonly waiting_for: string | null
  readonly attempts: number
  readonly created_at: Date
  readonly ended_at: Date | null
}

export interface Stop {
  readonly person: string
  readonly name: string
  readonly at: string
}

/** The request to stop that Howdah wrote; a request by anybody else stops nothing. */
export const stopThatCounts = (
  store: Store,
  run: string,
  stop: (Stop & { readonly signature?: string }) | null,
): Stop | null => {
  if (stop === null) return null
  const { person, name, at, signature = null } = stop
  return store.signer.check('stop', { run, person, name }, signature) === 'genuine'
    ? { person, name, at }
    : null
}

/** Null for a mark that Howdah did not write: nobody else interrupts a run. */
export const preemptionThatCounts = (
  store: Store,
  run: string,
  mark: PreemptionMark | null,
): { readonly plan: string } | null =>
  mark !== null && isPreemption(store, run, mark) ? { plan: mark.plan } : null

/** Null for progress that Howdah did not write: a button of the message says a command of the progress. */
const progressThatCounts = (
  store: Store,
  run: string,
  kept: (RunRow['progress'] & { readonly signature?: string }) | null,
): RunRow['progress'] => {
  if (kept === null) return null
  const { signature = null, ...progress } = kept
  return store.signer.check('progress', { run, progress }, signature) === 'genuine'
    ? progress
    : null
}

const checked = (
  store: Store,
  [row]: readonly (RunRow & { readonly preempted: PreemptionMark | null })[],
): RunRow | undefined =>
  row && {
    ...row,
    stop: stopThatCounts(store, row.id, row.stop),
    preempted: preemptionThatCounts(store, row.id, row.preempted),
    progress: progressThatCounts(store, row.id, row.progress),
  }

const columns = `id, plan_id, token, holder, stop, ${openPreemption}, progress, waiting_for, attempts, created_at, ended_at`

export const insertRun = (store: Store, id: string, plan: string) =>
  store.query('insert into howdah.run (id, plan_id) values ($1, $2)', [id, plan])

export const findRun = async (store: Store, id: string): Promise<RunRow | undefined> =>
  checked(store, await store.query(`select ${columns} from howdah.run where id = $1`, [id]))

/** Whether the run had begun to act when rows began to be signed. */
export const beganBeforeSigning = async (store: Store, id: string): Promise<boolean> =>
  (await store.query('select from howdah.run_before_signing where run_id = $1', [id])).length > 0

export const findRunOfPlan = async (store: Store, plan: string): Promise<RunRow | undefined> =>
  checked(store, await store.query(`select ${columns} from howdah.run where plan_id = $1`, [plan]))

/**
 * Finds a run and locks the row until the transaction ends. A run is locked before the plan, never after.
 */
export const lockRun = async (tx: Store, id: string): Promise<RunRow | undefined> =>
  checked(tx, await tx.query(`select ${columns} from howdah.run where id = $1 for update`, [id]))

/** Fences the present holder by raising the token, and makes the run due. */
export const fenceRun = async (tx: Store, id: string): Promise<number> => {
  const [row] = await tx.query<{ token: string }>(
    `update howdah.run set token = token + 1, holder = null, held_until = null, waiting_for = null,
       wake_at = clock_timestamp() where id = $1 returning token`,
    [id],
  )
  return Number(row?.token)
}

export const closeRun = (tx: Store, id: string) =>
  tx.query(
    `update howdah.run set ended_at = clock_timestamp(), held_until = null, progress = null, waiting_for = null
     where id = $1`,
    [id],
  )

/** Sets the plan's state while the token is the newest. */
export const setRunState = (store: Store, id: string, token: number, state: string) =>
  store.query(
    `update howdah.plan set state = $3, revision = plan.revision + 1 from howdah.run
     where run.id = $1 and run.token = $2 and plan.id = run.plan_id and outcome is null
       and state is distinct from $3`,
    [id, token, state],
  )

/** Sets the obstacle of a held run, in a whole sentence; null when the run goes on. */
export const setWaiting = (store: Store, id: string, token: number, waitingFor: string | null) =>
  store.query(
    `with told as (update howdah.run set waiting_for = $3
       where id = $1 and token = $2 and waiting_for is distinct from $3 returning plan_id)
     update howdah.plan set revision = revision + 1 from told where plan.id = told.plan_id`,
    [id, token, waitingFor],
  )

export const setProgress = (store: Store, id: string, token: number, progress: object | null) =>
  store.query(
    `with moved as (update howdah.run set progress = $3::jsonb || jsonb_build_object('signature', $4::text)
       where id = $1 and token = $2 and progress - 'signature' is distinct from $3::jsonb returning plan_id)
     update howdah.plan set revision = revision + 1 from moved where plan.id = moved.plan_id`,
    [
      id,
      token,
      progress === null ? null : JSON.stringify(progress),
      progress === null ? null : store.signer.sign('progress', { run: id, progress }),
    ],
  )

/** False when the run is over, or Howdah wrote a request to stop before; any other one makes way. */
export const requestStop = async (
  tx: Store,
  id: string,
  stop: { readonly person: string; readonly name: string },
): Promise<boolean> => {
  if ((await lockRun(tx, id))?.stop !== null) return false
  const rows = await tx.query(
    `with asked as (update howdah.run set wake_at = clock_timestamp(),
         stop = jsonb_build_object('person', $2::text, 'name', $3::text, 'at', clock_timestamp(),
           'signature', $4::text)
       where id = $1 and ended_at is null returning plan_id)
     update howdah.plan set revision = revision + 1 from asked where plan.id = asked.plan_id returning id`,
    [id, stop.person, stop.name, tx.signer.sign('stop', { run: id, ...stop })],
  )
  return rows.length === 1
}

/** When a run last ended on a cluster: earlier traffic is not comparable. */
export const lastChangeOf = async (store: Store, cluster: string): Promise<Date | null> =>
  (
    await store.query<{ at: Date | null }>(
      `select run.ended_at as at from howdah.plan join howdah.run on run.plan_id = plan.id
       where plan.cluster = $1 and plan.outcome is not null order by plan.ended_at desc limit 1`,
      [cluster],
    )
  )[0]?.at ?? null
