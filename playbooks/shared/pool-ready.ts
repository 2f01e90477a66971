/** Reasons against any change of a pool, and the place where its action acts. */
import { haltedWords } from '#checks/pool/halted-words'
import type { PoolerFacts } from '#cluster/facts/pool/look'
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import type { PoolTarget } from '#cluster/facts/pool/target'
import { pooledName } from '#model/actions/pool/console'
import type { PgbouncerAction } from '#model/actions/pool/pgbouncer'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { poolNamed } from '#playbooks/shared/pool-named'

export interface PoolReady extends PoolTarget {
  readonly pooler: PoolerFacts
  readonly pool: PooledDatabase
}

export const poolReady = (facts: PoolTarget, typed: string): Refusal | PoolReady => {
  const found = poolNamed(facts, typed)
  if (isRefusal(found)) return found
  const { pooler, database: pool } = found
  if (!pooledName.test(pool.name))
    return refusal(
      'The name of this database of PgBouncer has characters that Howdah does not send to a console.',
      'Pause or resume it by hand, on the console.',
    )
  return noAdmin(pooler) ?? allHalted(pooler) ?? { ...facts, pooler, pool }
}

const noAdmin = ({ name, admin }: PoolerFacts): Refusal | undefined =>
  admin === null
    ? refusal(
        `Howdah only looks at ${name}: the inventory has no login that acts there.`,
        `Add \`credentials.admin\` to ${name} under \`pools\`: a login in \`admin_users\` of PgBouncer.`,
      )
    : undefined

/** PgBouncer takes no PAUSE and no RESUME of a database then. */
export const allHalted = (pooler: PoolerFacts): Refusal | undefined => {
  const words = pooler.halted === 'perhaps' ? undefined : haltedWords(pooler)
  return words && refusal(words.because, words.instead)
}

/** PgBouncer has no locks, so a session on the primary holds the fence, and only looks. */
export const onPooler = (
  { node, database }: Pick<PoolTarget, 'node' | 'database'>,
  { name, host, port }: PoolerFacts,
): Pick<PgbouncerAction, 'kind' | 'node' | 'database' | 'duty' | 'pooler'> => ({
  kind: 'pgbouncer',
  node,
  database,
  duty: 'observe',
  pooler: { name, host, port },
})
