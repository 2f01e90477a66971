/** Queries of howdah.steering: what people have chosen for a run that works in pieces, insert only. */
import type { Steering } from '#model/actions/steering'
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
  const rows = await store.query<SteeringRow>(
    'select person, name, body, signature from howdah.steering where run_id = $1 order by id desc limit 50',
    [run],
  )
  const found = rows.find(
    row => store.signer.check('steering', signedOf(run, row), row.signature) === 'genuine',
  )
  return found && { ...found.body, name: found.name }
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
