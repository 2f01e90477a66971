/** Queries of howdah.plan. A plan's body never changes; state and revision do. */
import type { Genuineness } from '#model/record/genuineness'
import { advisoryLocks } from '#store/advisory-locks'
import { genuineRows, type InOrder, rowsThat } from '#store/signed/genuine-rows'
import { old, type Standing } from '#store/standing'
import type { Store } from '#store/store'
import { takeLock } from '#store/take-lock'

export interface PlanRow {
  readonly id: string
  readonly change: string
  readonly body: Record<string, unknown>
  readonly fingerprint: string
  readonly requester: string
  readonly cluster: string
  readonly state: string | null
  readonly outcome: string | null
  readonly ending: string | null
  readonly origin: Record<string, unknown>
  readonly revision: string
  readonly expired: boolean
  readonly ended_at: Date | null
  readonly reminded_at: Date | null
  /** Whether Howdah wrote the row as it stands. */
  readonly genuine: Genuineness
}

type Kept = Omit<PlanRow, 'genuine'> & Standing

const columns = `id, change, body, created_at, fingerprint, requester, cluster, state, outcome, ending, origin, revision,
  expires_at < clock_timestamp() as expired, ended_at, reminded_at, signature, ${old}`

/** All that never changes about a plan. */
const signedOf = (
  plan: Pick<
    NewPlan,
    'id' | 'change' | 'cluster' | 'body' | 'fingerprint' | 'requester' | 'origin'
  >,
): object => {
  const { id, change, cluster, body, fingerprint, requester, origin } = plan
  return { id, change, cluster, body, fingerprint, requester, origin }
}

const checked = (store: Store, [row]: readonly Kept[]): PlanRow | undefined => {
  if (!row) return undefined
  const { signature, old: isOld, ...plan } = row
  return { ...plan, genuine: genuinenessOf(store, plan, { signature, old: isOld }) }
}

/** An unsigned plan is one from before plans were signed, or forged. */
const genuinenessOf = (
  store: Store,
  plan: Parameters<typeof signedOf>[0],
  standing: Standing,
): Genuineness => {
  const genuine = store.signer.check('plan', signedOf(plan), standing.signature)
  return genuine === 'unsigned' && !standing.old ? 'forged' : genuine
}

export interface NewPlan {
  readonly id: string
  readonly change: string
  readonly cluster: string
  readonly body: object
  readonly fingerprint: string
  readonly requester: string
  readonly origin: object
  readonly expiresAt: string
}

export const insertPlan = (store: Store, plan: NewPlan) =>
  store.query(
    `insert into howdah.plan (id, change, cluster, body, fingerprint, requester, state, origin, expires_at, signature)
     values ($1, $2, $3, $4, $5, $6, 'pending', $7, $8, $9)`,
    [
      plan.id,
      plan.change,
      plan.cluster,
      JSON.stringify(plan.body),
      plan.fingerprint,
      plan.requester,
      JSON.stringify(plan.origin),
      plan.expiresAt,
      store.signer.sign('plan', signedOf(plan)),
    ],
  )

export const findPlan = async (store: Store, id: string): Promise<PlanRow | undefined> =>
  checked(store, await store.query<Kept>(`select ${columns} from howdah.plan where id = $1`, [id]))

/** Plans whose steps create an object of a kind, as Howdah wrote them. */
export const plansThatCreate = async (
  store: Store,
  {
    cluster,
    database,
    kind,
  }: { readonly cluster: string; readonly database: string; readonly kind: string },
): Promise<readonly PlanRow[]> =>
  genuineOf(store, {
    query: `select ${columns} from howdah.plan
      where cluster = $1 and body @? '$.steps[*].effects[*] ? (@.change == "create")' and body @> $2::jsonb`,
    values: [
      cluster,
      JSON.stringify({ database, steps: [{ effects: [{ kind, change: 'create' }] }] }),
    ],
    order: 'created_at',
  })

/** Finds a plan and locks the row: decisions about a plan come one at a time. */
export const lockPlan = async (tx: Store, id: string): Promise<PlanRow | undefined> =>
  checked(
    tx,
    await tx.query<Kept>(`select ${columns} from howdah.plan where id = $1 for update`, [id]),
  )

export const setPlanState = (store: Store, id: string, state: string) =>
  store.query(
    `update howdah.plan set state = $2, revision = revision + 1
     where id = $1 and outcome is null and state is distinct from $2`,
    [id, state],
  )

/** Ends a plan only while pending: an approval at the same instant wins, and the run with the approval. */
export const endPending = async (
  store: Store,
  id: string,
  outcome: 'cancelled' | 'expired' | 'superseded',
  ending: string,
): Promise<boolean> => {
  const [ended] = await store.query<Ended>(
    `update howdah.plan set state = null, outcome = $2, ending = $3, revision = revision + 1,
       ended_at = clock_timestamp()
     where id = $1 and state = 'pending' returning body ->> 'undoes' as undoes`,
    [id, outcome, ending],
  )
  return isEnded(store, id, ended)
}

/** True for the caller that ended the plan. */
export const endPlan = async (
  store: Store,
  id: string,
  outcome: string,
  ending: string | null,
): Promise<boolean> => {
  const [ended] = await store.query<Ended>(
    `update howdah.plan set state = null, outcome = $2, ending = $3, revision = revision + 1,
       ended_at = clock_timestamp()
     where id = $1 and outcome is null returning body ->> 'undoes' as undoes`,
    [id, outcome, ending],
  )
  return isEnded(store, id, ended)
}

interface Ended {
  readonly undoes: string | null
}

const isEnded = async (store: Store, id: string, ended: Ended | undefined): Promise<boolean> => {
  if (ended && ended.undoes !== null) await touchUndone(store, id)
  return ended !== undefined
}

/** Redraws the message of the plan that this plan takes back. */
export const touchUndone = (store: Store, id: string) =>
  store.query(
    `update howdah.plan set revision = plan.revision + 1 from howdah.plan undo, howdah.run
     where undo.id = $1 and run.id = undo.body ->> 'undoes' and plan.id = run.plan_id`,
    [id],
  )

export const touchPlan = (store: Store, id: string) =>
  store.query('update howdah.plan set revision = revision + 1 where id = $1', [id])

/** Plans with an open run too, whatever somebody wrote into the row of the plan. */
export const openPlanIds = async (store: Store): Promise<readonly string[]> =>
  idsOf(
    await store.query<{ id: string }>(
      // As a list: for an `or` the planner reads every plan there ever was.
      `select id from howdah.plan where id = any (array(
           select id from howdah.plan where state is not null
           union all select plan_id from howdah.run where ended_at is null))
         order by created_at`,
    ),
  )

/** By id. */
export const headlinesOf = async (
  store: Store,
  plans: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (plans.length === 0) return new Map()
  const rows = await store.query<{ id: string; headline: string }>(
    `select id, body ->> 'headline' as headline from howdah.plan where id = any($1) and body ->> 'headline' is not null`,
    [plans],
  )
  return new Map(rows.map(({ id, headline }) => [id, headline]))
}

/** The newest first. A few plans by hand stay in the list: many would push Howdah's own off. */
export const recentPlanIds = async (store: Store, limit: number): Promise<readonly string[]> => {
  let forged = 0
  const rows = await genuineRows<Kept & { readonly place: number }>(
    store,
    (after, size) => [
      `select ${columns}, ($1::int + row_number() over ())::float8 as place
         from (select * from howdah.plan order by created_at desc offset $1 limit $2) plan
         order by created_at desc`,
      [after ?? 0, size],
    ],
    row => checked(store, [row])?.genuine !== 'forged' || (forged += 1) <= shownByHand,
    { most: limit, within: lookedAtMost },
  )
  return idsOf(rows)
}

/** Plans by hand in a list, and the plans that are looked at for the list. */
const shownByHand = 3
const lookedAtMost = 20_000

/** Plans that set or reset settings of the cluster, all or a named setting, the newest first; undos too. */
export const settingPlanIds = async (
  store: Store,
  cluster: string,
  setting: string | null,
  limit: number,
): Promise<readonly string[]> =>
  idsOf(
    await store.query<{ id: string }>(
      `select id from howdah.plan
       where cluster = $1 and body @? '$.steps[*].effects[*] ? (@.kind == "setting")' and exists (
         select from jsonb_path_query(body, '$.steps[*].effects[*]') effect
         where effect ->> 'kind' = 'setting'
           and ($2::text is null or starts_with(lower(effect ->> 'object'), lower($2) || ' on ')))
       order by created_at desc limit $3`,
      [cluster, setting, limit],
    ),
  )

export const planIdsAskedBy = async (
  store: Store,
  people: readonly string[],
  limit: number,
): Promise<readonly string[]> =>
  idsOf(
    await store.query<{ id: string }>(
      `select id from howdah.plan where requester = any($1::text[])
       order by created_at desc limit $2`,
      [people, limit],
    ),
  )

export interface Sameness {
  readonly cluster: string
  readonly database: string
  readonly playbook: string
  readonly input: object
  readonly undoes: string | null
}

/** Pending plans for the same request; the next request for the same waits until the transaction ends. */
export const lockPendingSame = async (
  tx: Store,
  { cluster, database, playbook, input, undoes }: Sameness,
): Promise<readonly PlanRow[]> => {
  const asked = JSON.stringify({ database, playbook, input, undoes })
  await takeLock(tx, { lock: advisoryLocks.samePlan, of: `${cluster}${asked}` })
  return genuineOf(tx, {
    query: `select ${columns} from howdah.plan
      where state = 'pending' and expires_at > clock_timestamp() and cluster = $1 and body @> $2::jsonb
        and body -> 'input' = $2::jsonb -> 'input' for update`,
    values: [cluster, asked],
    order: 'created_at',
  })
}

/** Plans by somebody else keep out none of Howdah's. */
const genuineOf = async (store: Store, wanted: InOrder): Promise<readonly PlanRow[]> =>
  (await rowsThat<Kept>(store, wanted, row => checked(store, [row])?.genuine !== 'forged')).flatMap(
    row => checked(store, [row]) ?? [],
  )

/** The plans that take back `run`, whatever the outcome, the newest first. */
export const findUndos = (store: Store, run: string): Promise<readonly PlanRow[]> =>
  genuineOf(store, {
    query: `select ${columns} from howdah.plan where body ->> 'undoes' = $1`,
    values: [run],
    order: 'created_at desc',
  })

export const findUndo = async (store: Store, run: string): Promise<PlanRow | undefined> =>
  (await findUndos(store, run))[0]

const idsOf = (rows: readonly { readonly id: string }[]): readonly string[] =>
  rows.map(row => row.id)
