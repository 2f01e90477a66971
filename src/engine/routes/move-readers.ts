/**
 * Leads the readers of a cluster to other nodes, as the inventory has approved for good. On the record before and after;
 * a single process at a time; not during a freeze.
 */
import type { Parts } from '#engine/parts'
import { Failure } from '#src/errors'
import { advisoryLocks } from '#store/advisory-locks'
import { freezeOver } from '#store/freezes'
import { takeLock } from '#store/take-lock'

export interface ReadersMove {
  readonly cluster: string
  /** Name of the PgBouncer, and its database. */
  readonly pooler: string
  readonly database: string
  readonly from: readonly string[]
  readonly to: readonly string[]
  /** By node: the trouble of the node. */
  readonly because: Readonly<Record<string, string>>
}

/** `act` is false where nothing was to be done. False too under a freeze. */
export const moveReaders = async (
  { store, record, holder }: Pick<Parts, 'store' | 'record' | 'holder'>,
  { cluster, pooler, database, ...detail }: ReadersMove,
  act: () => Promise<boolean>,
): Promise<boolean> =>
  store.transaction(async tx => {
    await takeLock(tx, { lock: advisoryLocks.readers, of: `${cluster} ${pooler}` })
    if (await freezeOver(tx, cluster)) return false
    const said = { actor: `howdah/${holder}`, subject: { cluster, pooler, database } }
    // In a transaction of the record: the entry stands also where this process dies.
    await record.append('readers.will', { ...said, detail })
    try {
      const moved = await act()
      const outcome = moved ? 'done' : 'nothing to do'
      await record.appendOutcome('readers.did', { ...said, detail: { outcome } })
      return moved
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      const { code, message } = error
      const outcome = error.unknown ? 'not known' : 'failed'
      await record.appendOutcome('readers.did', { ...said, detail: { outcome, code, message } })
      throw error
    }
  })
