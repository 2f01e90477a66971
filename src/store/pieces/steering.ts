/** Queries of howdah.steering: what people have chosen for a run that works in pieces, insert only. */
import type { Steering } from '#model/actions/steering'
import { genuineRows } from '#store/signed/genuine-rows'
import type { Store } from '#store/store'

interface SteeringRow {
  readonly person: string
  readonly name: string
  readonly body: Omit<Steering, 'name'>
  readonly signature: string
}

const signedOf = (run: string, { person, name, body }: Omit<SteeringRow, 'signature'>): object => ({
  run,
  person,
  name,
  body,
})

/** The newest choice that Howdah wrote; undefined without one. */
export const steeringOf = async (store: Store, run: string): Promise<Steering | undefined> => {
  const [newest] = await genuineRows<SteeringRow & { readonly place: number }>(
    store,
    (below, size) => [
      `select id::float8 as place, person, name, body, signature from howdah.steering
         where run_id = $1 and ($2::bigint is null or id < $2) order by id desc limit $3`,
      [run, below, size],
    ],
    row => store.signer.check('steering', signedOf(run, row), row.signature) === 'genuine',
    { most: 1 },
  )
  return newest && { ...newest.body, name: newest.name }
}

/** Within the transaction that locked the run, so that choices are in turn; the run is due at once. */
export const insertSteering = (
  tx: Store,
  run: string,
  { id: person, name }: { readonly id: string; readonly name: string },
  body: SteeringRow['body'],
) =>
  tx.query(
    `with chosen as (insert into howdah.steering (run_id, person, name, body, signature)
       values ($1, $2, $3, $4, $5) returning run_id)
     update howdah.run set wake_at = clock_timestamp() from chosen where id = run_id`,
    [
      run,
      person,
      name,
      JSON.stringify(body),
      tx.signer.sign('steering', signedOf(run, { person, name, body })),
    ],
  )
