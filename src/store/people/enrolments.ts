/** Queries of howdah.enrolment: secrets of one-time codes, sealed. Only rows that Howdah signed count. */
import { rowsThat } from '#store/signed/genuine-rows'
import type { Store } from '#store/store'

export interface EnrolmentRow {
  readonly id: string
  readonly person: string
  readonly name: string
  /** As sealed by the signing key. */
  readonly secret: string
  readonly at: Date
  /** Minutes since then, by the database's clock. */
  readonly ago: number
}

type NewEnrolment = Omit<EnrolmentRow, 'at' | 'ago'>

const signedOf = ({ id, person, name, secret }: NewEnrolment): NewEnrolment => ({
  id,
  person,
  name,
  secret,
})

export const insertEnrolment = (tx: Store, enrolment: NewEnrolment) =>
  tx.query(
    'insert into howdah.enrolment (id, person, name, secret, signature) values ($1, $2, $3, $4, $5)',
    [
      enrolment.id,
      enrolment.person,
      enrolment.name,
      enrolment.secret,
      tx.signer.sign('enrolment', signedOf(enrolment)),
    ],
  )

/** Of all people, the newest first. */
export const readEnrolments = async (store: Store): Promise<readonly EnrolmentRow[]> =>
  (
    await rowsThat<EnrolmentRow & { readonly signature: string }>(
      store,
      {
        query: `select id, person, name, secret, at, signature,
            extract(epoch from clock_timestamp() - at)::float8 / 60 as ago
          from howdah.enrolment`,
        values: [],
        order: 'at desc',
      },
      row => store.signer.check('enrolment', signedOf(row), row.signature) === 'genuine',
    )
  ).map(({ at, ago, ...row }) => ({ ...signedOf(row), at, ago }))
