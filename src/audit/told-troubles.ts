/** Troubles with anchors and the audit channel that any process has told the record since this process started. */
import { isGenuineEntry } from '#audit/genuine-entry'
import { readBody } from '#audit/read-body'
import { readLatest, readPart } from '#audit/read-entries'
import type { Store } from '#store/store'

export interface ToldTroubles {
  /** Reads the entries since the last call; the first call begins at the end of the record. */
  read(): Promise<void>
  sentences(): readonly string[]
}

/** The kind of such an entry. */
export const troubleKind = 'anchors.lost'

export const openToldTroubles = (store: Store): ToldTroubles => {
  let known: number | undefined
  const told = new Set<string>()
  return {
    async read() {
      if (known === undefined) {
        known = (await readLatest(store, 1))[0]?.seq ?? 0
        return
      }
      for (const chained of await readPart(store, known + 1)) {
        known = chained.seq
        const entry = readBody(chained.body)
        const title = entry?.kind === troubleKind ? entry.detail['title'] : undefined
        if (typeof title === 'string' && isGenuineEntry(store.signer, chained)) told.add(title)
      }
    },
    sentences: () => [...told],
  }
}
