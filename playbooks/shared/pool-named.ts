/** Finds a pool by the words of a person, or says what there is instead. */
import type { PoolerFacts, PoolsFacts } from '#cluster/facts/pool/look'
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import { type Refusal, refusal } from '#model/refusal'
import { listed } from '#text/listed'
import { nearest } from '#text/nearest'

export interface FoundPool {
  readonly pooler: PoolerFacts
  readonly database: PooledDatabase
}

/** `front/app`: the PgBouncer in the inventory, and its database. */
export const poolLabel = ({ pooler, name }: Pick<PooledDatabase, 'pooler' | 'name'>): string =>
  `${pooler}/${name}`

export const noPools = (cluster: string): Refusal =>
  refusal(
    `The inventory names no PgBouncer before ${cluster}.`,
    "Add `pools: [{ name: front, url: 'postgres://host:6432', credentials: { observe: 'user:password', admin: 'user:password' } }]` to the cluster.",
  )

/** `front/app`, or `app` where a single PgBouncer has such a database. */
export const poolNamed = (facts: PoolsFacts, typed: string): FoundPool | Refusal => {
  const { cluster, named, poolers, silent } = facts
  if (!named) return noPools(cluster)
  const all = poolers.flatMap(pooler => pooler.databases.map(database => ({ pooler, database })))
  const meant = all.filter(({ database }) =>
    typed.includes('/') ? poolLabel(database) === typed : database.name === typed,
  )
  const [found] = meant
  if (found && meant.length === 1) return found
  if (found)
    return refusal(
      `${listed(meant.map(({ pooler }) => pooler.name))} each have a pool ${typed}.`,
      `Say which: ${listed(
        meant.map(({ database }) => `\`${poolLabel(database)}\``),
        'or',
      )}.`,
    )
  const mute = silent.find(({ name }) => typed === name || typed.startsWith(`${name}/`))
  if (mute) return refusal(mute.because, mute.instead)
  return noSuchPool(facts, typed)
}

const noSuchPool = ({ cluster, poolers, silent }: PoolsFacts, typed: string): Refusal => {
  const other = poolers.find(({ others }) => others.includes(typed.replace(/^.*\//, '')))
  if (other)
    return refusal(
      `${typed} on ${other.name} leads to no node of ${cluster}.`,
      `If it belongs to ${cluster}, list it under \`databases\` of ${other.name} in the inventory.`,
      'pool status',
    )
  const labels = poolers.flatMap(({ databases }) => databases.map(poolLabel))
  const close = nearest(typed, labels)
  const mute = silent.map(({ name }) => `${name} does not answer`)
  return refusal(
    [`There is no pool ${typed} before ${cluster}`, ...mute].join('; ') + '.',
    close === undefined ? 'See `pool status`.' : `Did you mean \`${close}\`?`,
    'pool status',
  )
}
