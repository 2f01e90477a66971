/** The ends of the slots of schedules since an instant, as a report tells the ends. */
import type { SlotView } from '#model/schedule/schedule'
import {
  firstSlots,
  isGenuineSlot,
  type KeptSlot,
  keyOf,
  type SlotKey,
  slotColumns,
  slotView,
} from '#store/schedule/slots'
import { partsOf } from '#store/signed/genuine-rows'
import type { Store } from '#store/store'

/** Exceptions that a report has room for. */
const mostExceptions = 100

/** Slots whose signature is looked at for their number: of more slots all rows count. */
const counted = 20_000

const countRan = async (
  store: Store,
  schedules: readonly string[],
  since: Date,
  well: string,
): Promise<number> => {
  const where = `schedule_id = any ($1) and at >= $2 and ${well}`
  const [all] = await store.query<{ ran: number }>(
    `select count(*)::int as ran from howdah.slot where ${where}`,
    [schedules, since],
  )
  const ran = all?.ran ?? 0
  if (ran > counted) return ran
  let genuine = 0
  const query = (after: number | null, size: number) =>
    [
      `select ${slotColumns}, (row_number() over (order by at, schedule_id))::float8 as place from howdah.slot
       where ${where} order by at, schedule_id offset $3 limit $4`,
      [schedules, since, after ?? 0, size],
    ] as const
  for await (const rows of partsOf<KeptSlot & { readonly place: number }>(
    store,
    query,
    counted,
    countedAtFirst,
  ))
    genuine += rows.filter(row => isGenuineSlot(store, row)).length
  return genuine
}

const countedAtFirst = 500

/** The number of slots since then that answered or planned, and every other slot. */
export const slotsSince = async (
  store: Store,
  schedules: readonly string[],
  since: Date,
): Promise<{ readonly ran: number; readonly others: readonly (SlotKey & SlotView)[] }> => {
  const well = `body ->> 'kind' in ('answered', 'planned')`
  const others = await firstSlots(store, {
    where: `schedule_id = any ($1) and at >= $2 and body is not null and not ${well}`,
    values: [schedules, since],
    order: 'at, schedule_id',
    most: mostExceptions,
  })
  return {
    ran: await countRan(store, schedules, since, well),
    others: others.map(row => ({ ...keyOf(row), ...slotView(row) })),
  }
}
