/**
 * Removes from the control database what is over and past its time, once a day, in small transactions; the record has
 * an entry about each day on which anything was removed.
 */
import type { Parts } from '#engine/parts'
import type { RetentionConfig } from '#model/configuration'
import { failpoint } from '#src/failpoint'
import { claimReport, isPosted, reportPosted } from '#store/reports'
import {
  lastRemovals,
  type Removable,
  type Removal,
  removable,
  removeOld,
} from '#store/retention/remove-old'
import { canonicalJson } from '#text/canonical-json'
import { counted } from '#text/figures'

type Keeping = Pick<Parts, 'store' | 'record' | 'config' | 'holder'>

/** A batch takes some 0.1 s. */
const atOnce: Readonly<Record<Removable, number>> = {
  plans: 200,
  readings: 5_000,
  checkpoints: 5_000,
  reports: 5_000,
  buttons: 5_000,
  slots: 5_000,
}

const kept: Readonly<Record<Removable, keyof RetentionConfig>> = {
  plans: 'runs',
  readings: 'details',
  checkpoints: 'details',
  reports: 'reports',
  buttons: 'runs',
  slots: 'slots',
}

/** Days whose removals are told when the process that removed was killed before that. */
const toldAfterwards = 20

/** True when this call was the one of the day. `goesOn` is asked before each batch. */
export const sweepOld = async (
  parts: Keeping,
  now: Date,
  goesOn: () => boolean = () => true,
): Promise<boolean> => {
  const { store, config } = parts
  const pass = store.signer.unforeseen(`removing ${now.toISOString().slice(0, 10)}`)
  if (!(await claimReport(store, pass))) return false
  for (const what of removable) {
    const days = config.retention[kept[what]]
    while (goesOn()) {
      const removed = await removeOld(store, what, days, atOnce[what])
      failpoint('batch removed')
      if (removed < atOnce[what]) break
    }
  }
  for (const removal of await lastRemovals(store, toldAfterwards)) await tell(parts, removal)
  if (goesOn()) await reportPosted(store, pass, 'done')
  return true
}

/** The key has the figures: what was removed after an entry about that day is told by another one. */
const tell = (parts: Keeping, { day, rows }: Removal): Promise<void> =>
  parts.store.transaction(async tx => {
    const key = tx.signer.unforeseen(`removed ${day} ${canonicalJson(rows)}`)
    if (await isPosted(tx, key)) return
    if (!(await claimReport(tx, key))) return
    await parts.record.append(
      'retention.removed',
      {
        actor: `howdah/${parts.holder}`,
        subject: {},
        detail: { title: removedWords(rows), day, rows, days: parts.config.retention },
      },
      tx,
    )
    await reportPosted(tx, key, day)
  })

const nouns: Readonly<Record<string, readonly [string, string]>> = {
  plan: ['plan', 'plans'],
  reading: ['reading of guards', 'readings of guards'],
  checkpoint: ['checkpoint', 'checkpoints'],
  report: ['key of a report', 'keys of reports'],
  button: ['button', 'buttons'],
  slot: ['slot', 'slots'],
}

/** `past their time and removed: 12 plans, 300 checkpoints` */
export const removedWords = (rows: Removal['rows']): string =>
  `past their time and removed: ${Object.entries(rows)
    .map(([what, count]) => counted(count, ...(nouns[what] ?? [what, what])))
    .join(', ')}`
