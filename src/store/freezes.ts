/**
 * Queries of howdah.freeze and howdah.thaw. A freeze stands until a thaw that Howdah wrote; a freeze that
 * somebody else wrote stands too, because freezing is the safe side, but never as recovery mode: in recovery mode a
 * guard undoes nothing, and the anchors are not compared.
 */
import { recoveryScope } from '#model/freeze'
import { advisoryLocks } from '#store/advisory-locks'
import type { Store } from '#store/store'
import { takeLock } from '#store/take-lock'

export interface FreezeRow {
  readonly scope: string
  readonly person: string
  readonly name: string
  readonly reason: string
  readonly at: Date
  /** Whether the freeze is recovery mode. */
  readonly recovers: boolean
}

type NewFreeze = Omit<FreezeRow, 'at' | 'recovers'>

interface Kept extends Omit<FreezeRow, 'recovers'> {
  readonly id: string
  readonly signature: string | null
  /** The rows that lift this freeze, genuine or not. */
  readonly thaws: readonly { readonly person: string; readonly signature: string }[]
}

const freezeSigned = ({ scope, person, name, reason }: NewFreeze): object => ({
  scope,
  person,
  name,
  reason,
})

interface StandingFreeze extends FreezeRow {
  readonly id: string
  readonly genuine: boolean
}

const thawSigned = (freeze: string, person: string): object => ({ freeze, person })

/** Freezes that stand, the oldest first; null scopes ask for all. */
const standing = async (
  store: Store,
  scopes: readonly string[] | null,
): Promise<readonly StandingFreeze[]> => {
  const rows = await store.query<Kept>(
    `select f.id, scope, f.person, name, reason, f.at, f.signature,
       coalesce((select json_agg(json_build_object('person', t.person, 'signature', t.signature))
         from howdah.thaw t where t.freeze_id = f.id), '[]') as thaws
     from howdah.freeze f where $1::text[] is null or scope = any ($1) order by f.at`,
    [scopes],
  )
  return rows
    .filter(({ id, thaws }) =>
      thaws.every(
        ({ person, signature }) =>
          store.signer.check('thaw', thawSigned(id, person), signature) === 'forged',
      ),
    )
    .map(row => judged(store, row))
}

const judged = (
  { signer }: Store,
  { id, scope, person, name, reason, at, ...row }: Kept,
): StandingFreeze => {
  const said = { scope, person, name, reason }
  const genuine = signer.check('freeze', freezeSigned(said), row.signature) === 'genuine'
  return {
    ...said,
    id,
    at,
    genuine,
    name: genuine ? name : `${name} (not signed by Howdah)`,
    recovers: genuine && scope === recoveryScope,
  }
}

export const freezeOver = async (store: Store, cluster: string): Promise<FreezeRow | undefined> => {
  const rows = await standing(store, ['*', 'recovery', cluster])
  return rows.find(({ recovers }) => recovers) ?? rows[0]
}

/** The oldest freeze of Howdah's of exactly this scope, locked to the end of the transaction. */
export const lockedFreeze = async (tx: Store, scope: string): Promise<string | undefined> => {
  await takeLock(tx, { lock: advisoryLocks.freezes })
  return (await standing(tx, [scope])).find(({ genuine }) => genuine)?.id
}

/** False when Howdah froze that scope already. */
export const insertFreeze = async (tx: Store, freeze: NewFreeze): Promise<boolean> => {
  if ((await lockedFreeze(tx, freeze.scope)) !== undefined) return false
  const { scope, person, name, reason } = freeze
  const signature = tx.signer.sign('freeze', freezeSigned(freeze))
  await tx.query(
    'insert into howdah.freeze (scope, person, name, reason, signature) values ($1, $2, $3, $4, $5)',
    [scope, person, name, reason, signature],
  )
  return true
}

/** Lifts every freeze of exactly this scope; false when there was none. */
export const liftFreeze = async (tx: Store, scope: string, person: string): Promise<boolean> => {
  await takeLock(tx, { lock: advisoryLocks.freezes })
  const rows = await standing(tx, [scope])
  for (const { id } of rows)
    await tx.query('insert into howdah.thaw (freeze_id, person, signature) values ($1, $2, $3)', [
      id,
      person,
      tx.signer.sign('thaw', thawSigned(id, person)),
    ])
  return rows.length > 0
}

/** Every freeze that stands, the oldest first. */
export const standingFreezes = (store: Store): Promise<readonly FreezeRow[]> =>
  standing(store, null)

/** Names of clusters, `*` and `recovery`. */
export const frozenScopes = async (store: Store): Promise<readonly string[]> =>
  (await standing(store, null)).map(({ scope }) => scope)
