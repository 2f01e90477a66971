/** Guards that were closed past Howdah look again: a guard closed by Howdah has an entry in the signed journal. */
import { readGuarded } from '#engine/guard/guarded'
import type { Parts } from '#engine/parts'
import { appendAfterwards } from '#store/journal'
import { lockRun } from '#store/runs'
import type { Store } from '#store/store'
import { closedGuards, reopenWatch, type WatchedRun } from '#store/watches'

/** `sound` are runs whose guards are known to be closed in order. */
export const reopenGuards = async (parts: Parts, sound: Set<string>): Promise<void> => {
  for (const watch of await closedGuards(parts.store)) {
    if (sound.has(watch.run_id)) continue
    if (await isOpen(parts.store, watch)) await reopen(parts, watch)
    else sound.add(watch.run_id)
  }
}

const isOpen = async (store: Store, watch: WatchedRun): Promise<boolean> =>
  (await readGuarded(store, watch))?.guard.state === 'open'

/** Under the run's lock: a decision closes the guard and says so in one transaction. */
const reopen = (parts: Parts, watch: WatchedRun): Promise<void> =>
  parts.store.transaction(async tx => {
    const { run_id: run, plan_id: plan } = watch
    await lockRun(tx, run)
    if (!(await isOpen(tx, watch))) return
    if (!(await reopenWatch(tx, run))) return
    await appendAfterwards(tx, { run, plan }, { kind: 'reopened', detail: {} })
    await parts.record.append(
      'guard.reopened',
      { actor: `howdah/${parts.holder}`, subject: { plan, run }, detail: {} },
      tx,
    )
  })
