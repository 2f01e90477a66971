import type { MovingPools } from '#cluster/facts/pool/moving'
import { type Refusal, refusal } from '#model/refusal'
import { poolLabel } from '#playbooks/shared/pool-named'
import type { PoolReady } from '#playbooks/shared/pool-ready'

/** The file of PgBouncer that Howdah may change, or why there is none. `word` is for a person to set instead: `pool_size=9`. */
export const fileOfPool = (
  { pool, pooler }: PoolReady,
  { fixed }: Pick<MovingPools, 'fixed'>,
  word: string,
): string | Refusal => {
  const because = fixed.find(one => one.pooler === pool.pooler && one.name === pool.name)?.because
  return because === undefined && pooler.config !== null
    ? pooler.config
    : refusal(
        `Howdah cannot change ${poolLabel(pool)}: ${because ?? 'the inventory names no `config` of it'}.`,
        `Set \`${word}\` for ${pool.name} in the file of ${pooler.name}, then RELOAD: what SET changes is over with the next RELOAD.`,
      )
}
