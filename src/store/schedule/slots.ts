/**
 * Queries of howdah.slot: a slot is a row, so that a single process has the slot. A row that Howdah did not sign counts
 * for nothing.
 */
import type { SlotOutcome, SlotView } from '#model/schedule/schedule'
import { genuineRows } from '#store/signed/genuine-rows'
import type { Store } from '#store/store'

export interface SlotKey {
  readonly schedule: string
  readonly at: Date
  /** The id of the person behind `run-now`; null for a time of the calendar. */
  readonly askedBy: string | null
}

export interface HeldSlot extends SlotKey {
  readonly token: number
  readonly holder: string
  /** The highest number of a revision of the schedule at that moment, rows by hand included; 0 without any. */
  readonly revision: number
  /** Whether no process had the slot before. */
  readonly isNew: boolean
}

const newestRevision =
  'coalesce((select max(revision) from howdah.schedule where id = $1), 0) as revision'

export interface KeptSlot {
  readonly schedule_id: string
  readonly at: Date
  readonly token: number
  readonly holder: string
  readonly held: boolean
  readonly asked_by: string | null
  readonly body: SlotOutcome | null
  readonly signature: string
  readonly taken_at: Date
  readonly ended_at: Date | null
}

/** Seconds without a sign of life after which any process may take a slot. */
const lapse = 30

// A row that is held for longer than Howdah holds any was not written by Howdah.
export const slotColumns = `schedule_id, at, token, holder, asked_by, body, signature, taken_at, ended_at,
  held_until > clock_timestamp() and held_until < clock_timestamp() + make_interval(secs => ${2 * lapse}) as held`

/** With the token: an open row from before the end of a slot cannot be put back. */
const signedOf = ({ schedule, at, askedBy }: SlotKey, token: number, body: unknown): object => ({
  schedule,
  at: at.toISOString(),
  askedBy,
  token,
  body,
})

export const keyOf = ({ schedule_id: schedule, at, asked_by: askedBy }: KeptSlot): SlotKey => ({
  schedule,
  at,
  askedBy,
})

export const isGenuineSlot = ({ signer }: Store, row: KeptSlot): boolean =>
  signer.check('slot', signedOf(keyOf(row), row.token, row.body), row.signature) === 'genuine'

const isOver = (store: Store, row: KeptSlot): boolean =>
  row.body !== null && isGenuineSlot(store, row)

/** Undefined when another process has the slot, or the slot is over. */
export const takeSlot = async (
  store: Store,
  key: SlotKey,
  holder: string,
): Promise<HeldSlot | undefined> => {
  const { schedule, at, askedBy } = key
  const signature = (token: number) => store.signer.sign('slot', signedOf(key, token, null))
  const [taken] = await store.query<Pick<HeldSlot, 'token' | 'revision'>>(
    `insert into howdah.slot (schedule_id, at, holder, held_until, asked_by, signature)
     values ($1, $2, $3, clock_timestamp() + make_interval(secs => ${lapse}), $4, $5)
     on conflict do nothing returning token, ${newestRevision}`,
    [schedule, at, holder, askedBy, signature(1)],
  )
  if (taken) return { ...key, ...taken, holder, isNew: true }
  const [row] = await store.query<KeptSlot>(
    `select ${slotColumns} from howdah.slot where schedule_id = $1 and at = $2`,
    [schedule, at],
  )
  // A row by hand holds no slot: a slot that is kept away would not be told as missed either.
  if (!row || (row.held && isGenuineSlot(store, row)) || isOver(store, row)) return undefined
  const [retaken] = await store.query<Pick<HeldSlot, 'token' | 'revision'>>(
    `update howdah.slot set token = token + 1, holder = $3, asked_by = $4, body = null, signature = $5, ended_at = null,
       held_until = clock_timestamp() + make_interval(secs => ${lapse})
     where schedule_id = $1 and at = $2 and token = $6 returning token, ${newestRevision}`,
    [schedule, at, holder, askedBy, signature(row.token + 1), row.token],
  )
  return retaken && { ...key, ...retaken, holder, isNew: false }
}

/** Milliseconds between two signs of life. */
export const renewEveryMs = (lapse * 1_000) / 4

/** False when another process has taken the slot meanwhile. */
export const renewSlot = async (store: Store, held: HeldSlot): Promise<boolean> => {
  const rows = await store.query(
    `update howdah.slot set held_until = clock_timestamp() + make_interval(secs => ${lapse})
     where schedule_id = $1 and at = $2 and token = $3 and body is null returning at`,
    [held.schedule, held.at, held.token],
  )
  return rows.length === 1
}

/** Lets any process take the slot again at once. */
export const giveBackSlot = (store: Store, held: HeldSlot) =>
  store.query(
    `update howdah.slot set held_until = clock_timestamp()
     where schedule_id = $1 and at = $2 and token = $3 and body is null`,
    [held.schedule, held.at, held.token],
  )

/** False when another process has taken the slot meanwhile. */
export const endSlot = async (
  store: Store,
  held: HeldSlot,
  outcome: SlotOutcome,
): Promise<boolean> => {
  const rows = await store.query(
    `update howdah.slot set body = $4, signature = $5, ended_at = clock_timestamp()
     where schedule_id = $1 and at = $2 and token = $3 and body is null returning at`,
    [
      held.schedule,
      held.at,
      held.token,
      JSON.stringify(outcome),
      store.signer.sign('slot', signedOf(held, held.token, outcome)),
    ],
  )
  return rows.length === 1
}

export const slotView = (row: KeptSlot): SlotView => ({
  at: row.at,
  takenAt: row.taken_at,
  endedAt: row.ended_at,
  askedBy: row.asked_by,
  held: row.held,
  outcome: row.body,
})

/** The first slots of Howdah's under a condition, among any number of rows by hand. */
export const firstSlots = (
  store: Store,
  {
    where,
    values,
    order,
    most,
  }: {
    readonly where: string
    readonly values: readonly unknown[]
    readonly order: string
    readonly most: number
  },
): Promise<readonly KeptSlot[]> =>
  genuineRows<KeptSlot & { readonly place: number }>(
    store,
    (after, size) => [
      `select ${slotColumns}, (row_number() over (order by ${order}))::float8 as place from howdah.slot
         where ${where} order by ${order} offset $${values.length + 1} limit $${values.length + 2}`,
      [...values, after ?? 0, size],
    ],
    row => isGenuineSlot(store, row),
    { most },
  )

/** The newest slots of a schedule first, as far as Howdah wrote them. */
export const slotsOf = async (
  store: Store,
  schedule: string,
  most: number,
): Promise<readonly SlotView[]> => {
  const newest = { where: 'schedule_id = $1', values: [schedule], order: 'at desc', most }
  return (await firstSlots(store, newest)).map(slotView)
}

/** Keeps a slot that any process may take at once; of two that are asked for in the same millisecond one is kept. */
export const insertSlot = (store: Store, key: SlotKey) =>
  store.query(
    `insert into howdah.slot (schedule_id, at, holder, held_until, asked_by, signature)
     values ($1, $2, '', clock_timestamp(), $3, $4) on conflict do nothing`,
    [key.schedule, key.at, key.askedBy, store.signer.sign('slot', signedOf(key, 1, null))],
  )

/** Slots that are not over, and that no process has; of every schedule for null. */
export const openSlots = async (
  store: Store,
  schedules: readonly string[] | null,
): Promise<readonly SlotKey[]> => {
  const open = {
    where:
      'body is null and held_until <= clock_timestamp() and ($1::text[] is null or schedule_id = any ($1))',
    values: [schedules],
    order: 'at, schedule_id',
    most: 500,
  }
  return (await firstSlots(store, open)).map(keyOf)
}

/** The latest time of the calendar of each of these schedules that was dealt with or is under way. */
export const lastSlots = async (
  store: Store,
  schedules: readonly string[],
): Promise<ReadonlyMap<string, Date>> => {
  const rows = await store.query<KeptSlot>(
    `select last.* from unnest($1::text[]) known (id),
       lateral (select ${slotColumns} from howdah.slot where schedule_id = known.id and asked_by is null
         order by at desc limit 1) last`,
    [schedules],
  )
  const found = new Map<string, Date>()
  for (const row of rows) {
    const at = isGenuineSlot(store, row) ? row.at : await lastGenuine(store, row.schedule_id)
    if (at) found.set(row.schedule_id, at)
  }
  return found
}

const lastGenuine = async (store: Store, schedule: string): Promise<Date | undefined> => {
  const [row] = await firstSlots(store, {
    where: 'schedule_id = $1 and asked_by is null',
    values: [schedule],
    order: 'at desc',
    most: 1,
  })
  return row?.at
}

/**
 * Slots that are over and not told yet, the oldest first; none whose plan is announced and goes on, and none of the
 * schedules in `resting`: a channel that takes no messages must not delay the rest.
 */
export const untoldSlots = async (
  store: Store,
  resting: readonly string[],
  most: number,
): Promise<readonly (SlotKey & SlotView)[]> => {
  const rows = await firstSlots(store, {
    where: `told_at is null and body is not null and schedule_id <> all ($1::text[])
      and (announced_at is null or exists (
        select from howdah.plan where id = slot.body ->> 'plan' and outcome is not null))`,
    values: [resting],
    order: 'at, schedule_id',
    most,
  })
  return rows.map(row => ({ ...keyOf(row), ...slotView(row) }))
}

export const slotAnnounced = (store: Store, { schedule, at }: SlotKey) =>
  store.query(
    'update howdah.slot set announced_at = clock_timestamp() where schedule_id = $1 and at = $2',
    [schedule, at],
  )

export const slotTold = (store: Store, { schedule, at }: SlotKey) =>
  store.query(
    'update howdah.slot set told_at = clock_timestamp() where schedule_id = $1 and at = $2',
    [schedule, at],
  )
