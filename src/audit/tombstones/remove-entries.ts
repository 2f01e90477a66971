/**
 * Removes the entries that a tombstone names, with the login of the owner: Howdah's own login cannot. A tombstone that
 * Howdah did not sign removes nothing.
 */
import { readEntry, readPart } from '#audit/read-entries'
import { readTombstones } from '#audit/tombstones/read-tombstones'
import type { RowSigner } from '#signing/rows'
import { Failure } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { openStore } from '#store/store'

const atOnce = 5_000

/** Gives how many entries were removed. Any number of processes may remove at once. */
export const removeEntries = async (ownerUrl: string, signer: RowSigner): Promise<number> => {
  const store = openStore(ownerUrl, 'howdah migrate', signer)
  try {
    const [tombstone] = await readTombstones(store)
    let [first] = await readPart(store, 1, 1)
    if (!(tombstone && first) || first.seq > tombstone.last) return 0
    const last = await readEntry(store, tombstone.last)
    if (last?.hash !== tombstone.hash)
      throw new Failure(
        'audit.broken',
        `Entry ${tombstone.last} of the record is not the one that entry ${tombstone.seq} names, so nothing was removed.`,
        'Say `audit verify`, and find out who wrote into the record.',
      )
    let removed = 0
    while (first && first.seq <= tombstone.last) {
      const upTo = Math.min(first.seq + atOnce - 1, tombstone.last)
      removed += await store.transaction(async tx => {
        await tx.query(`select set_config('howdah.removing', 'audit', true)`)
        const gone = await tx.query('delete from howdah.audit where seq <= $1 returning seq', [
          upTo,
        ])
        return gone.length
      })
      failpoint('entries removed')
      ;[first] = await readPart(store, upTo + 1, 1)
    }
    return removed
  } finally {
    await store.close()
  }
}
