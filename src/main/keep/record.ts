/**
 * Drains the record's spool, and anchors the record: twice a minute, and within seconds of a decision or an act. Every
 * process patrols the record, so that `/readyz` of every process tells of a record that was altered.
 */
import type { AuditLog } from '#audit/log'
import { readKinds } from '#audit/read-entries'
import { troubleKind } from '#audit/told-troubles'
import { freezeOver } from '#store/freezes'
import { forgetSeen } from '#store/messages'
import type { OpenStore } from '#store/store'

/** A tampered anchor file is found, and said in chat, within a minute. */
const everyMs = 30_000

/** Entries of one decision, and of a step's begin and end, share an anchor. */
const soonMs = 2_000

/** A look at every single entry would cost a journey for each question that people ask. */
const gatherMs = 200

/** Kinds without a decision wait for the next regular anchor. */
const unhurried: ReadonlySet<string | undefined> = new Set([
  'asked',
  'denied',
  'message.posted',
  'plan.refused',
  'plan.denied',
  'click.forged',
  'schedule.planned',
  'schedule.refused',
  'schedule.failed',
  'schedule.skipped',
  'schedule.missed',
])

export const keepRecord = (
  record: AuditLog,
  store: OpenStore,
  report: (error: unknown, about: Readonly<Record<string, unknown>>) => void,
): { stop(): Promise<void> } => {
  const reporting = (work: () => Promise<void>) => () =>
    void work().catch((error: unknown) => report(error, { during: 'anchoring' }))
  const keep = async (): Promise<void> => {
    try {
      await record.flush()
    } finally {
      // A spool that cannot be drained keeps no anchor back.
      await record.anchor()
      await forgetSeen(store)
    }
  }
  const patrol = async (): Promise<void> => {
    await record.hear()
    // In recovery mode the anchors are not compared: new entries are not in them.
    const recovering = (await freezeOver(store, '*'))?.recovers
    await record.patrol(recovering ? 'chain' : undefined)
  }
  const keeping = setInterval(reporting(keep), everyMs)
  const patrolling = setInterval(reporting(patrol), everyMs)
  let soon: NodeJS.Timeout | undefined

  let gathering: NodeJS.Timeout | undefined
  const told = new Set<number>()
  const readTold = async (): Promise<void> => {
    const seqs = [...told]
    told.clear()
    const kinds = await readKinds(store, seqs)
    if (kinds.has(troubleKind)) await record.hear()
    if ([...kinds].every(kind => unhurried.has(kind))) return
    soon ??= setTimeout(() => {
      soon = undefined
      reporting(() => record.anchor())()
    }, soonMs)
  }
  const hear = (seq: string): void => {
    told.add(Number(seq))
    gathering ??= setTimeout(() => {
      gathering = undefined
      reporting(readTold)()
    }, gatherMs)
  }
  // Troubles that other processes find from now on are heard.
  reporting(() => record.hear())()
  const deaf = store.listen('howdah_entry', hear)

  return {
    async stop() {
      clearInterval(keeping)
      clearInterval(patrolling)
      await (await deaf)()
      clearTimeout(gathering)
      clearTimeout(soon)
    },
  }
}
