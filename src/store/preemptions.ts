/** Queries of howdah.run.preempted: which run parks for which plan. */
import { clockOf, type Store } from '#store/store'

export interface MakesWay {
  readonly run: string
  readonly plan: string
  readonly token: string
}

/** The column `preempted`. */
export interface PreemptionMark {
  readonly plan: string
  /** ISO 8601. */
  readonly at: string
  readonly signature?: string | null
}

/** Whether Howdah wrote that this run makes way. */
export const isPreemption = (
  { signer }: Pick<Store, 'signer'>,
  run: string,
  { plan, at, signature = null }: PreemptionMark,
): boolean => signer.check('preempt', { run, plan, at }, signature) === 'genuine'

/** The column, null where the preempting plan is over: an old mark, written once more, parks no run. */
export const openPreemption = `(select run.preempted where exists (select from howdah.run other
  where other.plan_id = run.preempted ->> 'plan' and other.ended_at is null)) as preempted`

type Marked = MakesWay & { readonly preempted: PreemptionMark | null }

const marked = `run.id as run, run.plan_id as plan, run.token, ${openPreemption}`

/** Marks the runs that share the cluster; each is given once. A mark by somebody else is written over. */
export const preemptSharers = async (
  tx: Store,
  cluster: string,
  by: string,
): Promise<readonly MakesWay[]> => {
  const sharers = await tx.query<Marked>(
    `select ${marked} from howdah.run join howdah.claim c on c.run_id = run.id
     where c.cluster = $1 and c.kind = 'cluster' and c.mode = 'shared' and c.held and run.ended_at is null
     for update of run`,
    [cluster],
  )
  const fresh = sharers.filter(
    ({ run, preempted }) => preempted === null || !isPreemption(tx, run, preempted),
  )
  const at = (await clockOf(tx)).toISOString()
  for (const { run } of fresh) {
    const signature = tx.signer.sign('preempt', { run, plan: by, at })
    await tx.query('update howdah.run set preempted = $2 where id = $1', [
      run,
      JSON.stringify({ plan: by, at, signature }),
    ])
  }
  await tx.query('update howdah.plan set revision = revision + 1 where id = any($1)', [
    fresh.map(({ plan }) => plan),
  ])
  return fresh.map(makesWay)
}

const makesWay = ({ run, plan, token }: Marked): MakesWay => ({ run, plan, token })

/** Fences the runs that were asked to park `seconds` ago, and takes the claims. */
export const fenceLate = async (
  tx: Store,
  by: string,
  seconds: number,
): Promise<readonly MakesWay[]> => {
  const asked = await tx.query<Marked>(
    `select ${marked} from howdah.run
     where preempted ->> 'plan' = $1 and preempted -> 'fenced' is null and ended_at is null for update`,
    [by],
  )
  const before = (await clockOf(tx)).getTime() - seconds * 1_000
  const runs = asked.flatMap(({ run, preempted }) =>
    preempted && isPreemption(tx, run, preempted) && Date.parse(preempted.at) < before ? run : [],
  )
  const late = await tx.query<Marked>(
    `update howdah.run set token = token + 1, holder = null, held_until = null, waiting_for = null,
       preempted = preempted || '{"fenced": true}', wake_at = clock_timestamp()
     where id = any($1) returning ${marked}`,
    [runs],
  )
  await tx.query('delete from howdah.claim where run_id = any($1)', [runs])
  return late.map(makesWay)
}

/** Runs that were fenced for this plan, whose sessions may still act. */
export const fencedFor = async (store: Store, by: string): Promise<readonly MakesWay[]> =>
  (
    await store.query<Marked>(
      `select ${marked} from howdah.run
       where preempted ->> 'plan' = $1 and preempted -> 'fenced' is not null and ended_at is null`,
      [by],
    )
  )
    .filter(({ run, preempted }) => preempted !== null && isPreemption(store, run, preempted))
    .map(makesWay)

/** The run has parked. */
export const clearPreempted = (tx: Store, run: string) =>
  tx.query('update howdah.run set preempted = null, progress = null where id = $1', [run])

/** No run parks for this run any more. */
export const endPreemption = (tx: Store, run: string) =>
  tx.query(
    `update howdah.run set preempted = null, wake_at = clock_timestamp()
     where preempted ->> 'plan' = (select plan_id from howdah.run where id = $1)`,
    [run],
  )
