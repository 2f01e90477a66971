/** Queries of howdah.freeze. */
import type { Store } from '#store/store'

export interface FreezeRow {
  readonly scope: string
  readonly person: string
  readonly name: string
  readonly reason: string
  readonly at: Date
}

export const freezeOver = async (store: Store, cluster: string): Promise<FreezeRow | undefined> =>
  (
    await store.query<FreezeRow>(
      `select scope, person, name, reason, at from howdah.freeze where scope in ('*', 'recovery', $1)
         order by scope = 'recovery' desc, at limit 1`,
      [cluster],
    )
  )[0]

/** False when that scope is frozen already. */
export const insertFreeze = async (
  store: Store,
  freeze: Omit<FreezeRow, 'at'>,
): Promise<boolean> => {
  const rows = await store.query(
    `insert into howdah.freeze (scope, person, name, reason) values ($1, $2, $3, $4)
     on conflict do nothing returning scope`,
    [freeze.scope, freeze.person, freeze.name, freeze.reason],
  )
  return rows.length === 1
}

export const deleteFreeze = async (store: Store, scope: string): Promise<boolean> =>
  (await store.query('delete from howdah.freeze where scope = $1 returning scope', [scope]))
    .length === 1

/** Names of clusters, `*` and `recovery`. */
export const frozenScopes = async (store: Store): Promise<readonly string[]> =>
  (await store.query<{ scope: string }>('select scope from howdah.freeze order by at')).map(
    ({ scope }) => scope,
  )
