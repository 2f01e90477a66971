/** Queries of howdah.code: the fate of each one-time code. Only rows that Howdah signed count. */
import { type InOrder, rowsThat } from '#store/signed/genuine-rows'
import type { Store } from '#store/store'

export interface CodeRow {
  readonly enrolment: string
  readonly person: string
  readonly about: string
  readonly verdict: 'accepted' | 'wrong' | 'replayed'
  /** The period of 30 seconds that the code belongs to; null for a wrong code. */
  readonly step: number | null
  readonly at: Date
  /** Minutes since then, by the database's clock. */
  readonly ago: number
}

type NewCode = Omit<CodeRow, 'at' | 'ago'>

const signedOf = ({ enrolment, person, about, verdict, step }: NewCode): NewCode => ({
  enrolment,
  person,
  about,
  verdict,
  step,
})

export const insertCode = (tx: Store, code: NewCode) =>
  tx.query(
    `insert into howdah.code (enrolment_id, person, about, verdict, step, signature)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      code.enrolment,
      code.person,
      code.about,
      code.verdict,
      code.step,
      tx.signer.sign('code', signedOf(code)),
    ],
  )

type Kept = CodeRow & { readonly signature: string }

const columns = `id, enrolment_id as enrolment, person, about, verdict, step::float8 as step, at, signature,
  extract(epoch from clock_timestamp() - at)::float8 / 60 as ago`

const codesWhere = async (store: Store, wanted: InOrder): Promise<readonly CodeRow[]> =>
  (
    await rowsThat<Kept>(
      store,
      wanted,
      row => store.signer.check('code', signedOf(row), row.signature) === 'genuine',
    )
  ).map(({ at, ago, ...row }) => ({ ...signedOf(row), at, ago }))

/** The first code of each enrolment, and all codes of a day: a code of an older day is of a step long past. */
export const codesOf = (
  store: Store,
  enrolments: readonly string[],
  first: string,
): Promise<readonly CodeRow[]> =>
  codesWhere(store, {
    query: `select ${columns} from howdah.code where enrolment_id = any ($1)
      and (about = $2 or at > clock_timestamp() - interval '1 day')`,
    values: [enrolments, first],
    order: 'id desc',
  })

export const codesAbout = (store: Store, about: string): Promise<readonly CodeRow[]> =>
  codesWhere(store, {
    query: `select ${columns} from howdah.code where about = $1`,
    values: [about],
    order: 'id',
  })
