/** Pending plans that are due, by the database's clock. */
import type { Store } from '#store/store'

/** Pending plans past the expiry, by the database's clock. */
export const expiredPlanIds = async (store: Store): Promise<readonly string[]> =>
  idsOf(
    await store.query<{ id: string }>(
      `select id from howdah.plan where state = 'pending' and expires_at < clock_timestamp()`,
    ),
  )

/** Pending plans past half the time to expiry, without a reminder yet; each is given once. */
export const takeReminders = async (store: Store): Promise<readonly string[]> =>
  idsOf(
    await store.query<{ id: string }>(
      `update howdah.plan set reminded_at = clock_timestamp(), revision = revision + 1
       where state = 'pending' and reminded_at is null and expires_at > clock_timestamp()
         and clock_timestamp() > created_at + (expires_at - created_at) / 2
       returning id`,
    ),
  )

const idsOf = (rows: readonly { readonly id: string }[]): readonly string[] =>
  rows.map(row => row.id)
