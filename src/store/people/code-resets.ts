/** Queries of howdah.code_reset: approvers' wishes to forget a lost enrolment. Only rows that Howdah signed count. */
import { rowsThat } from '#store/signed/genuine-rows'
import type { Store } from '#store/store'

export interface CodeResetRow {
  readonly enrolment: string
  /** The approver who asks. */
  readonly person: string
  readonly name: string
  /** Whether the code is forgotten by this wish; left out of a wish from before that was told. */
  readonly forgets?: boolean
  readonly at: Date
  /** Hours since then, by the database's clock. */
  readonly ago: number
}

interface Kept {
  readonly forgets: boolean | null
  readonly signature: string
}

type NewReset = Omit<CodeResetRow, 'at' | 'ago'>

const signedOf = ({ enrolment, person, name, forgets }: NewReset): NewReset => ({
  enrolment,
  person,
  name,
  ...(forgets === undefined ? {} : { forgets }),
})

export const insertCodeReset = (tx: Store, reset: Required<NewReset>) =>
  tx.query(
    `insert into howdah.code_reset (enrolment_id, person, name, forgets, signature)
     values ($1, $2, $3, $4, $5)`,
    [
      reset.enrolment,
      reset.person,
      reset.name,
      reset.forgets,
      tx.signer.sign('code-reset', signedOf(reset)),
    ],
  )

/** The oldest first. */
export const codeResetsOf = async (
  store: Store,
  enrolments: readonly string[],
): Promise<readonly CodeResetRow[]> =>
  (
    await rowsThat<Omit<CodeResetRow, 'forgets'> & Kept>(
      store,
      {
        query: `select id, enrolment_id as enrolment, person, name, forgets, at, signature,
            extract(epoch from clock_timestamp() - at)::float8 / 3600 as ago
          from howdah.code_reset where enrolment_id = any ($1)`,
        values: [enrolments],
        order: 'id',
      },
      row => store.signer.check('code-reset', keptOf(row), row.signature) === 'genuine',
    )
  ).map(row => ({ ...keptOf(row), at: row.at, ago: row.ago }))

const keptOf = ({ forgets, ...row }: Omit<CodeResetRow, 'forgets'> & Kept): NewReset =>
  signedOf(forgets === null ? row : { ...row, forgets })
