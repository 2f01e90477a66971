/**
 * Queries of howdah.drill: signed rows, one for each drill that came to an end. A row is named after its run, with an end that
 * nobody foresees: a row by hand of the same name would keep the run from ending.
 */
import { type DrillBody, drillBody, type KeptDrill } from '#model/drill/drill'
import { genuineRows } from '#store/signed/genuine-rows'
import type { Store } from '#store/store'

interface Row {
  readonly place: number
  readonly run: string
  readonly cluster: string
  readonly body: unknown
  readonly at: Date
  readonly signature: string
}

const signedOf = ({ run, cluster, body }: Pick<Row, 'run' | 'cluster' | 'body'>): object => ({
  run,
  cluster,
  body,
})

/** The newest first. */
export const drillsOfCluster = async (
  store: Store,
  cluster: string,
  most: number,
): Promise<readonly KeptDrill[]> => {
  const rows = await genuineRows<Row>(
    store,
    (after, size) => [
      `select seq::float8 as place, run, cluster, body, at, signature from howdah.drill
       where cluster = $1 and ($2::bigint is null or seq < $2) order by seq desc limit $3`,
      [cluster, after, size],
    ],
    row => store.signer.check('drill', signedOf(row), row.signature) === 'genuine',
    { most },
  )
  return rows.map(({ run, body, at }) => ({
    ...drillBody.parse(body),
    run: run.split(' ')[0] ?? run,
    at: at.toISOString(),
  }))
}

export const insertDrill = async (tx: Store, run: string, body: DrillBody): Promise<void> => {
  const signed = { run: tx.signer.unforeseen(run), cluster: body.cluster, body }
  await tx.query(
    'insert into howdah.drill (run, cluster, body, signature) values ($1, $2, $3, $4)',
    [signed.run, signed.cluster, JSON.stringify(body), tx.signer.sign('drill', signedOf(signed))],
  )
}
