/** Refuses a pause that a long transaction would keep from coming, and names the session of the transaction. */
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import type { PoolTarget } from '#cluster/facts/pool/target'
import { type Refusal, refusal } from '#model/refusal'
import { seconds } from '#text/figures'
import { writeCommand } from '#text/write-command'

/** How long PAUSE may wait for open transactions, while new clients queue already. */
export const settleSeconds = 5

export const openTooLong = (
  { cluster, holders }: Pick<PoolTarget, 'cluster' | 'holders'>,
  pool: Pick<PooledDatabase, 'pooler' | 'name'>,
): Refusal | undefined => {
  const held = holders.find(({ pooler, name }) => pooler === pool.pooler && name === pool.name)
  const [oldest] = held?.sessions ?? []
  const open = oldest?.transactionSeconds ?? 0
  return oldest && open > settleSeconds
    ? refusal(
        `A transaction is open for ${seconds(open)} (pid ${oldest.pid}, ${oldest.user}); PAUSE waits for it while new clients queue, and is given up after ${settleSeconds} s.`,
        'Wait until that has ended, or end it.',
        writeCommand('session terminate', { pid: oldest.pid, cluster }),
      )
    : undefined
}
