/** A bot takes no work before its control database is of its version; it says what is missing, and looks again. */
import { setTimeout as sleep } from 'node:timers/promises'
import { missingMigrations } from '#store/migrate'
import type { Store } from '#store/store'

const everyMs = 2_000

/** `tell` hears it each time; the last time null. */
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
