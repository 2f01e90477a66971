/** A run that has not begun and waits for something outside holds up nobody meanwhile. */
import { hasBegun } from '#engine/journal/since-parked'
import type { Running } from '#engine/run/held/run'
import { releaseClaims } from '#store/claims'
import { lockRun } from '#store/runs'

export const giveBackClaims = async (running: Running): Promise<void> => {
  if (hasBegun(running)) return
  const { parts, run, lease } = running
  await parts.store.transaction(async tx => {
    const row = await lockRun(tx, run)
    // A newer holder's claims are its own.
    if (Number(row?.token) === lease.token) await releaseClaims(tx, run)
  })
}
