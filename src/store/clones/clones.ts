/** Queries of howdah.clone: each revision is a signed row that never changes, and the newest counts. */
import { type CloneBody, cloneBody, type LiveClone } from '#model/clone/clone'
import { advisoryLocks } from '#store/advisory-locks'
import { newestGenuine } from '#store/signed/newest-genuine'
import type { Store } from '#store/store'
import { takeLock } from '#store/take-lock'

interface Row {
  readonly name: string
  readonly revision: number
  readonly body: unknown
  readonly signature: string
}

const signedOf = ({ name, revision, body }: Omit<Row, 'signature'>): object => ({
  name,
  revision,
  body,
})

/** Clones that were made and have not ended, by name. A row that Howdah did not write does not count. */
export const liveClones = async (store: Store): Promise<readonly LiveClone[]> => {
  const rows = await newestGenuine<Row>(store, {
    query: 'select name, revision, body, signature from howdah.clone',
    values: [],
    by: 'name',
    isGenuine: row => store.signer.check('clone', signedOf(row), row.signature) === 'genuine',
  })
  return rows.flatMap(({ name, body }) => {
    const read = cloneBody.parse(body)
    return read.kind === 'made' ? [{ ...read, name }] : []
  })
}

/** Within a transaction: revisions come one at a time. */
export const lockClones = (tx: Store): Promise<unknown> =>
  takeLock(tx, { lock: advisoryLocks.clones })

export const insertClone = async (tx: Store, name: string, body: CloneBody): Promise<void> => {
  const [row] = await tx.query<{ revision: number }>(
    'select coalesce(max(revision), 0) + 1 as revision from howdah.clone where name = $1',
    [name],
  )
  const revision = row?.revision ?? 1
  await tx.query(
    'insert into howdah.clone (name, revision, body, signature) values ($1, $2, $3, $4)',
    [
      name,
      revision,
      JSON.stringify(body),
      tx.signer.sign('clone', signedOf({ name, revision, body })),
    ],
  )
}
