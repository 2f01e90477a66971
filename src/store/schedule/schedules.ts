/** Queries of howdah.schedule: each revision is a signed row that never changes, and the newest counts. */
import { type Schedule, scheduleBody } from '#model/schedule/schedule'
import { advisoryLocks } from '#store/advisory-locks'
import { newestGenuine } from '#store/signed/newest-genuine'
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

/** A row that Howdah did not write does not count. */
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

/** The newest revision of each of these schedules, removed ones included, by name; of all for null. */
export const schedulesNamed = async (
  store: Store,
  ids: readonly string[] | null,
): Promise<readonly Schedule[]> => {
  const rows = await newestGenuine<Row>(store, {
    query: `select ${columns} from howdah.schedule where $1::text[] is null or id = any ($1)`,
    values: [ids],
    by: 'id',
    isGenuine: row => genuine(store, row),
  })
  return rows.map(read)
}

export const allSchedules = (store: Store): Promise<readonly Schedule[]> =>
  schedulesNamed(store, null)

export const findSchedule = async (store: Store, id: string): Promise<Schedule | undefined> =>
  (await schedulesNamed(store, [id]))[0]

/** The highest number of a revision of each schedule, rows by hand included. */
export const newestRevisions = async (store: Store): Promise<ReadonlyMap<string, number>> => {
  const rows = await store.query<{ id: string; revision: number }>(
    'select id, max(revision) as revision from howdah.schedule group by id',
  )
  return new Map(rows.map(({ id, revision }) => [id, revision] as const))
}

/** Within a transaction: changes of schedules come one at a time. */
export const lockSchedules = (tx: Store): Promise<unknown> =>
  takeLock(tx, { lock: advisoryLocks.schedules })

export const insertRevision = async (
  tx: Store,
  schedule: Pick<Schedule, 'id' | 'person' | 'personName'> & { readonly body: object },
): Promise<Pick<Schedule, 'revision' | 'at'>> => {
  const [row] = await tx.query<{ revision: number }>(
    'select coalesce(max(revision), 0) + 1 as revision from howdah.schedule where id = $1',
    [schedule.id],
  )
  const revision = row?.revision ?? 1
  const { id, body, person, personName: name } = schedule
  const [kept] = await tx.query<{ at: Date }>(
    `insert into howdah.schedule (id, revision, body, person, name, signature)
     values ($1, $2, $3, $4, $5, $6) returning at`,
    [
      id,
      revision,
      JSON.stringify(body),
      person,
      name,
      tx.signer.sign('schedule', signedOf({ id, revision, body, person, name })),
    ],
  )
  return { revision, at: kept?.at ?? new Date() }
}
