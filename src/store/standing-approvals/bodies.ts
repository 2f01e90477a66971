/** Queries of howdah.standing_approval. Only rows that Howdah signed count. */
import type { StandingBody } from '#model/standing/standing-approval'
import { rowsThat } from '#store/signed/genuine-rows'
import type { Store } from '#store/store'

export interface StandingRow {
  readonly id: string
  readonly body: StandingBody
  readonly at: Date
  /** Days since then, by the database's clock. */
  readonly ago: number
}

export const insertStanding = (tx: Store, body: StandingBody) =>
  tx.query('insert into howdah.standing_approval (id, body, signature) values ($1, $2, $3)', [
    body.id,
    JSON.stringify(body),
    tx.signer.sign('standing', { id: body.id, body }),
  ])

/** The newest first; every approval for null. */
export const readStanding = async (
  store: Store,
  id: string | null,
): Promise<readonly StandingRow[]> =>
  (
    await rowsThat<StandingRow & { readonly signature: string }>(
      store,
      {
        query: `select id, body, at, signature, extract(epoch from clock_timestamp() - at)::float8 / 86400 as ago
          from howdah.standing_approval where $1::text is null or id = $1`,
        values: [id],
        order: 'at desc',
      },
      ({ id, body, signature }) => {
        const genuine = store.signer.check('standing', { id, body }, signature) === 'genuine'
        return genuine && body.id === id
      },
    )
  ).map(({ id, body, at, ago }) => ({ id, body, at, ago }))
