/**
 * Drains the record's spool, and anchors the record: twice a minute, and within seconds of a decision or an act.
 */
import type { AuditLog } from '#audit/log'
import { readBody } from '#audit/read-body'
import { readEntry } from '#audit/read-entries'
import { forgetSeen } from '#store/messages'
import type { OpenStore } from '#store/store'

/** A tampered anchor file is found, and said in chat, within a minute. */
const everyMs = 30_000

/** Entries of one decision, and of a step's begin and end, share an anchor. */
const soonMs = 2_000

/** Kinds that decide nothing: these wait for the next regular anchor. */
const unhurried: ReadonlySet<string> = new Set([
  'asked',
  'denied',
  'message.posted',
  'plan.refused',
  'plan.denied',
  'click.forged',
])

export const keepRecord = (
  record: AuditLog,
  store: OpenStore,
  report: (error: unknown, about: Readonly<Record<string, unknown>>) => void,
): { stop(): Promise<void> } => {
  const reporting = (work: () => Promise<void>) => () =>
    void work().catch((error: unknown) => report(error, { during: 'anchoring' }))
  const keep = async (): Promise<void> => {
    await record.flush()
    await record.anchor()
    // Last: the keys of drained entries must be known while the rest of the spool waits.
    await forgetSeen(store)
  }
  const keeping = setInterval(reporting(keep), everyMs)
  let soon: NodeJS.Timeout | undefined

  const hear = async (seq: string): Promise<void> => {
    if (soon !== undefined) return
    const entry = await readEntry(store, Number(seq))
    const kind = entry && readBody(entry.body)?.kind
    if (kind !== undefined && unhurried.has(kind)) return
    soon ??= setTimeout(() => {
      soon = undefined
      reporting(() => record.anchor())()
    }, soonMs)
  }
  const deaf = store.listen('howdah_entry', seq => reporting(() => hear(seq))())

  return {
    async stop() {
      clearInterval(keeping)
      await (await deaf)()
      clearTimeout(soon)
    },
  }
}
