/** Queries of howdah.schedule: each revision is a signed row that never changes, and the newest counts. */
import { type Schedule, scheduleBody } from '#model/schedule/schedule'
import { advisoryLocks } from '#store/advisory-locks'
import type { Store } from '#store/store'
import { takeLock } from '#store/take-lock'

interface Row {
  readonly id: string
  readonly revision: number
  readonly body: unknown
  readonly person: string
  readonly name: string
  readonly at: Date
  readonly signature: string
}

const columns = 'id, revision, body, person, name, at, signature'

const signedOf = ({ id, revision, body, person, name }: Omit<Row, 'at' | 'signature'>): object => ({
  id,
  revision,
  body,
  person,
  name,
})

/** A row that Howdah did not write counts for nothing. */
const genuine = ({ signer }: Store, row: Row): boolean =>
  signer.check('schedule', signedOf(row), row.signature) === 'genuine'

const read = (row: Row): Schedule => ({
  ...scheduleBody.parse(row.body),
  id: row.id,
  revision: row.revision,
  person: row.person,
  personName: row.name,
  at: row.at,
})

/** The newest revision of each schedule, removed ones included, by name. */
export const allSchedules = async (store: Store): Promise<readonly Schedule[]> => {
  const rows = await store.query<Row>(
    `select ${columns} from howdah.schedule order by id, revision desc`,
  )
  const newest = new Map<string, Schedule>()
  for (const row of rows)
    if (!newest.has(row.id) && genuine(store, row)) newest.set(row.id, read(row))
  return [...newest.values()]
}

export const findSchedule = async (store: Store, id: string): Promise<Schedule | undefined> => {
  const rows = await store.query<Row>(
    `select ${columns} from howdah.schedule where id = $1 order by revision desc`,
    [id],
  )
  const newest = rows.find(row => genuine(store, row))
  return newest && read(newest)
}

/** Within a transaction: changes of schedules come one at a time. */
export const lockSchedules = (tx: Store): Promise<unknown> =>
  takeLock(tx, { lock: advisoryLocks.schedules })

export const insertRevision = async (
  tx: Store,
  schedule: Pick<Schedule, 'id' | 'person' | 'personName'> & { readonly body: object },
): Promise<number> => {
  const [row] = await tx.query<{ revision: number }>(
    'select coalesce(max(revision), 0) + 1 as revision from howdah.schedule where id = $1',
    [schedule.id],
  )
  const revision = row?.revision ?? 1
  const { id, body, person, personName: name } = schedule
  await tx.query(
    `insert into howdah.schedule (id, revision, body, person, name, signature)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      id,
      revision,
      JSON.stringify(body),
      person,
      name,
      tx.signer.sign('schedule', signedOf({ id, revision, body, person, name })),
    ],
  )
  return revision
}
