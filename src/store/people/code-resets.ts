/** Queries of howdah.code_reset: approvers' wishes to forget a lost enrolment. Only rows that Howdah signed count. */
import type { Store } from '#store/store'

export interface CodeResetRow {
  readonly enrolment: string
  /** The approver who asks. */
  readonly person: string
  readonly name: string
  readonly at: Date
  /** Hours since then, by the database's clock. */
  readonly ago: number
}

type NewReset = Omit<CodeResetRow, 'at' | 'ago'>

const signedOf = ({ enrolment, person, name }: NewReset): NewReset => ({ enrolment, person, name })

export const insertCodeReset = (tx: Store, reset: NewReset) =>
  tx.query(
    'insert into howdah.code_reset (enrolment_id, person, name, signature) values ($1, $2, $3, $4)',
    [reset.enrolment, reset.person, reset.name, tx.signer.sign('code-reset', signedOf(reset))],
  )

/** The oldest first. */
export const codeResetsOf = async (
  store: Store,
  enrolments: readonly string[],
): Promise<readonly CodeResetRow[]> =>
  (
    await store.query<CodeResetRow & { readonly signature: string }>(
      `select enrolment_id as enrolment, person, name, at, signature,
         extract(epoch from clock_timestamp() - at)::float8 / 3600 as ago
       from howdah.code_reset where enrolment_id = any ($1) order by id`,
      [enrolments],
    )
  )
    .filter(row => store.signer.check('code-reset', signedOf(row), row.signature) === 'genuine')
    .map(({ at, ago, ...row }) => ({ ...signedOf(row), at, ago }))
