/** Reasons against a pause, each with the way out. */
import type { PoolTarget } from '#cluster/facts/pool/target'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { poolLabel } from '#playbooks/shared/pool-named'
import { type PoolReady, poolReady } from '#playbooks/shared/pool-ready'
import { seconds } from '#text/figures'
import { writeCommand } from '#text/write-command'

/** How long PAUSE may wait for open transactions, while new clients queue already. */
export const settleSeconds = 5

export const readyToPause = (
  typed: string,
  pauseSeconds: number,
  facts: PoolTarget,
): Refusal | PoolReady => {
  const ready = poolReady(facts, typed)
  if (isRefusal(ready)) return ready
  const { cluster, pool, pooler } = ready
  const label = poolLabel(pool)
  if (pool.paused)
    return refusal(
      `${label} is paused already.`,
      'Resume it, or wait until it goes on.',
      writeCommand('pool resume', { pool: label, cluster }),
    )
  const most = pooler.waitMostSeconds ?? 0
  if (most > 0 && pauseSeconds >= most)
    return refusal(
      `Clients of ${pooler.name} are turned away after ${most} s (\`query_wait_timeout\`), before the pause would end.`,
      `Pause for less than ${most} s.`,
    )
  if (pool.pools.some(({ mode, active }) => mode === 'session' && active > 0))
    return refusal(
      `${label} pools by session: PAUSE would wait until its clients disconnect.`,
      'Stop the clients instead, or let it pool by transaction.',
    )
  const [oldest] = sessionsOf(ready)
  const open = oldest?.transactionSeconds ?? 0
  if (oldest && open > settleSeconds)
    return refusal(
      `A transaction is open for ${seconds(open)} (pid ${oldest.pid}, ${oldest.user}); PAUSE waits for it while new clients queue, and is given up after ${settleSeconds} s.`,
      'Wait until that has ended, or end it.',
      writeCommand('session terminate', { pid: oldest.pid, cluster }),
    )
  return ready
}

export const sessionsOf = ({
  holders,
  pool,
}: PoolReady): PoolTarget['holders'][number]['sessions'] =>
  holders.find(({ pooler, name }) => pooler === pool.pooler && name === pool.name)?.sessions ?? []
