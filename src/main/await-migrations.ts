/**
 * A bot takes no work until the control database has this version. Meanwhile the bot names the missing
 * migrations and checks again.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { missingMigrations } from '#store/migrate'
import type { Store } from '#store/store'

const everyMs = 2_000

/** Calls `tell` with a sentence at each check, and with null at the end. */
export const awaitMigrations = async (
  store: Store,
  tell: (missing: string | null) => void,
): Promise<void> => {
  let missing = await missingMigrations(store)
  while (missing.length > 0) {
    tell(
      `The control database lacks ${missing.join(', ')}. Run howdah migrate with DATABASE_OWNER_URL; until then no work is taken.`,
    )
    await sleep(everyMs)
    missing = await missingMigrations(store)
  }
  tell(null)
}
