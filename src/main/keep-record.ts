/** Writes the record out of its spool and anchors it, every minute. */
import type { AuditLog } from '#audit/log'
import { forgetSeen } from '#store/messages'
import type { Store } from '#store/store'

const everyMs = 60_000

export const keepRecord = (
  record: AuditLog,
  store: Store,
  report: (error: unknown, about: Readonly<Record<string, unknown>>) => void,
): { stop(): void } => {
  const keep = async (): Promise<void> => {
    await record.flush()
    await record.anchor()
    // Last: what was written out of the spool must be known while some of it waits.
    await forgetSeen(store)
  }
  const keeping = setInterval(
    () => void keep().catch((error: unknown) => report(error, { during: 'anchoring' })),
    everyMs,
  )
  return { stop: () => clearInterval(keeping) }
}
