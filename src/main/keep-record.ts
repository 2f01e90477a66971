/** Drains the record's spool and anchors the record, every minute. */
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
    // Last: the keys of drained entries must be known while the rest of the spool waits.
    await forgetSeen(store)
  }
  const keeping = setInterval(
    () => void keep().catch((error: unknown) => report(error, { during: 'anchoring' })),
    everyMs,
  )
  return { stop: () => clearInterval(keeping) }
}
