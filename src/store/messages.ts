/** Queries of howdah.message, thread_line and seen: the posts of chat. */
import { type Placed, placedAt } from '#store/signed/placed'
import type { Store } from '#store/store'

export interface BehindRow {
  readonly plan_id: string
  readonly part: string
  /** Null where somebody else wrote the channel. */
  readonly channel: string | null
  readonly ts: string | null
  readonly posted: string
}

/** Makes a message follow a plan; known messages stay as they are. */
export const followPlan = (store: Store, plan: string, part: string, channel: string) =>
  store.query(
    'insert into howdah.message (plan_id, part, channel) values ($1, $2, $3) on conflict do nothing',
    [plan, part, channel],
  )

/**
 * Follows a plan in direct messages; a direct message is named by the person until Slack has opened the
 * conversation.
 */
export const followPlanDirectly = (
  store: Store,
  plan: string,
  why: 'direct' | 'review',
  people: readonly string[],
) =>
  store.query(
    `insert into howdah.message (plan_id, part, channel)
     select $1, $2 || ':' || person, person from unnest($3::text[]) person on conflict do nothing`,
    [plan, why, people],
  )

export const directOpened = (store: Store, plan: string, part: string, channel: string) =>
  store.query('update howdah.message set channel = $3 where plan_id = $1 and part = $2', [
    plan,
    part,
    channel,
  ])

/**
 * Plans that no message shows yet, and pending plans whose approvers got no direct message; older than a
 * day is too old.
 */
export const unfollowedPlans = async (store: Store): Promise<readonly string[]> => {
  const rows = await store.query<{ id: string }>(
    // By the messages of each such plan: as `not exists` in an `or` the planner reads every message there is. The time is
    // a query, because no index is searched by a clock that moves on.
    `select id from howdah.plan p cross join lateral (
         select coalesce(bool_or(part = 'parent'), false) as parent,
           coalesce(bool_or(part like 'direct:%'), false) as direct
         from howdah.message m where m.plan_id = p.id) shown
     where created_at > (select clock_timestamp() - interval '1 day')
       and (not shown.parent or p.state = 'pending' and not shown.direct)
     order by created_at`,
  )
  return rows.map(({ id }) => id)
}

/**
 * Messages that show an older revision than the plan has; decided plans ask no approver. Entries of
 * `resting`, `<plan> <part>`, are left out: a message that Slack refuses must not delay the rest.
 */
export const behindMessages = async (
  store: Store,
  resting: readonly string[],
): Promise<readonly BehindRow[]> =>
  (
    await store.query<BehindKept>(
      `select m.plan_id, m.part, m.channel, m.ts, m.signature, m.before_signing, m.revision as posted, ${lineColumns}
       from howdah.message m join howdah.plan p on p.id = m.plan_id
         left join howdah.thread_line line on line.plan_id = m.plan_id and line.key = 'message:' || m.part
       where m.behind and m.plan_id || ' ' || m.part <> all ($1)
         and (m.part not like 'direct:%' or p.state = 'pending' or coalesce(m.ts, line.ts) is not null)
       order by p.created_at, m.part limit 100`,
      [resting],
    )
  ).map(row => behindOf(store, row))

interface BehindKept extends Placed {
  readonly plan_id: string
  readonly part: string
  readonly channel: string
  readonly posted: string
  /** The first note of the post: the posting process may have died before the next note. */
  readonly line: Placed | null
}

const lineColumns = `case when line.ts is not null then json_build_object('ts', line.ts, 'signature', line.signature,
  'before_signing', line.before_signing) end as line`

const behindOf = (store: Store, { line, ...row }: BehindKept): BehindRow => {
  const { plan_id, part, channel, posted } = row
  const ts = placedAt(store, 'message', { plan: plan_id, part, channel }, row)
  const noted =
    line && placedAt(store, 'thread-line', { plan: plan_id, key: `message:${part}` }, line)
  const byHand = row.ts !== null && ts === null
  return { plan_id, part, posted, ts: ts ?? noted, channel: byHand ? null : channel }
}

/** Stores that the message shows `revision`; an older revision never overwrites a newer revision. */
export const markPosted = async (
  store: Store,
  {
    plan,
    part,
    channel,
    ts,
    revision,
  }: {
    readonly plan: string
    readonly part: string
    readonly channel: string
    readonly ts: string
    readonly revision: number
  },
): Promise<void> => {
  await store.query(
    `update howdah.message set channel = $3, ts = $4, revision = greatest(revision, $5), signature = $6
     where plan_id = $1 and part = $2`,
    [plan, part, channel, ts, revision, store.signer.sign('message', { plan, part, channel, ts })],
  )
}

/** The message of a plan in the channel; undefined until posted. */
export const planMessage = async (
  store: Store,
  plan: string,
): Promise<{ readonly channel: string; readonly ts: string } | undefined> => {
  const [row] = await store.query<Placed & { channel: string }>(
    `select channel, ts, signature, before_signing from howdah.message where plan_id = $1 and part = 'parent'`,
    [plan],
  )
  const ts = row && placedAt(store, 'message', { plan, part: 'parent', channel: row.channel }, row)
  return row && ts != null ? { channel: row.channel, ts } : undefined
}

/** Whether this message was posted for this plan; known a moment after Slack shows the message. */
export const isMessageOf = async (
  store: Store,
  plan: string,
  channel: string,
  ts: string,
): Promise<boolean> => {
  const parts = await store.query<Placed & { part: string }>(
    'select part, ts, signature, before_signing from howdah.message where plan_id = $1 and channel = $2',
    [plan, channel],
  )
  if (parts.some(row => placedAt(store, 'message', { plan, part: row.part, channel }, row) === ts))
    return true
  const lines = await store.query<Placed & { key: string }>(
    'select key, ts, signature, before_signing from howdah.thread_line where plan_id = $1 and ts = $2',
    [plan, ts],
  )
  return lines.some(
    row =>
      parts.some(({ part }) => row.key.startsWith(`message:${part}`)) &&
      placedAt(store, 'thread-line', { plan, key: row.key }, row) === ts,
  )
}

/** True for the process that may post this line; the claim is stored before the post. */
export const claimThreadLine = async (
  store: Store,
  plan: string,
  key: string,
): Promise<boolean> => {
  const rows = await store.query(
    `insert into howdah.thread_line (plan_id, key) values ($1, $2)
     on conflict (plan_id, key) do update set at = clock_timestamp()
       where thread_line.ts is null and thread_line.at < clock_timestamp() - interval '30 seconds'
     returning key`,
    [plan, key],
  )
  return rows.length === 1
}

export const threadLinePosted = (store: Store, plan: string, key: string, ts: string) =>
  store.query(
    'update howdah.thread_line set ts = $3, signature = $4 where plan_id = $1 and key = $2',
    [plan, key, ts, store.signer.sign('thread-line', { plan, key, ts })],
  )

export const threadKeys = async (store: Store, plan: string): Promise<ReadonlySet<string>> => {
  const rows = await store.query<{ key: string }>(
    'select key from howdah.thread_line where plan_id = $1 and ts is not null',
    [plan],
  )
  return new Set(rows.map(({ key }) => key))
}

/** True the first time, for all processes together. */
export const firstTime = async (store: Store, key: string): Promise<boolean> => {
  const rows = await store.query(
    'insert into howdah.seen (key) values ($1) on conflict do nothing returning key',
    [key],
  )
  return rows.length === 1
}

/** Redelivery ends after minutes; a day is plenty. */
export const forgetSeen = (store: Store) =>
  store.query(`delete from howdah.seen where at < clock_timestamp() - interval '1 day'`)
