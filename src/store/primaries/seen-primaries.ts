/** Queries of howdah.seen_primary: a signed row for each cluster, written over by each newer look. */
import { newerSight, type SeenPrimaries, type SeenPrimary, seenPrimary } from '#model/primaries'
import type { Store } from '#store/store'

interface Row {
  readonly cluster: string
  readonly body: unknown
  readonly signature: string
}

const signedOf = ({ cluster, body }: Pick<Row, 'cluster' | 'body'>): object => ({ cluster, body })

/** The primary that a bot saw last, on any machine; null where none did, and for a row that Howdah did not write. */
export const keptPrimary = async (store: Store, cluster: string): Promise<SeenPrimary | null> => {
  const [row] = await store.query<Row>(
    'select cluster, body, signature from howdah.seen_primary where cluster = $1',
    [cluster],
  )
  if (!row) return null
  const genuine = store.signer.check('seen-primary', signedOf(row), row.signature) === 'genuine'
  return genuine ? seenPrimary.parse(row.body) : null
}

/** The primary that this process or any other bot saw last. */
export const lastSeen = async (
  store: Store,
  primaries: SeenPrimaries,
  cluster: string,
): Promise<SeenPrimary | null> =>
  newerSight(await keptPrimary(store, cluster), primaries.last(cluster))

/** What another bot has seen later stays. */
export const keepPrimary = async (
  store: Store,
  cluster: string,
  seen: SeenPrimary,
): Promise<void> => {
  if (newerSight(await keptPrimary(store, cluster), seen) !== seen) return
  await store.query(
    `insert into howdah.seen_primary (cluster, body, signature) values ($1, $2, $3)
     on conflict (cluster) do update set body = excluded.body, signature = excluded.signature`,
    [
      cluster,
      JSON.stringify(seen),
      store.signer.sign('seen-primary', signedOf({ cluster, body: seen })),
    ],
  )
}
