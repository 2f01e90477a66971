/** Reasons against a pause, each with the way out. */
import type { PoolTarget } from '#cluster/facts/pool/target'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { poolLabel } from '#playbooks/shared/pool-named'
import { openTooLong } from '#playbooks/shared/pool-open'
import { type PoolReady, poolReady } from '#playbooks/shared/pool-ready'
import { writeCommand } from '#text/write-command'

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
      writeCommand('pool set-mode', { pool: label, mode: 'transaction', cluster }),
    )
  return openTooLong(facts, pool) ?? ready
}
