/** Queries of howdah.standing_decision. Only rows that Howdah signed count. */
import type { StandingDecision } from '#model/standing/standing-approval'
import { rowsThat } from '#store/signed/genuine-rows'
import type { Store } from '#store/store'

export interface StandingDecisionRow extends StandingDecision {
  readonly standing: string
  readonly fingerprint: string
  readonly via: string
}

type NewDecision = Omit<StandingDecisionRow, 'at'>

const signedOf = ({
  standing,
  person,
  name,
  decision,
  fingerprint,
  note,
  via,
}: NewDecision): NewDecision => ({ standing, person, name, decision, fingerprint, note, via })

export const insertStandingDecision = (tx: Store, decision: NewDecision) =>
  tx.query(
    `insert into howdah.standing_decision (standing_id, person, name, decision, fingerprint, note, via, signature)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [...Object.values(signedOf(decision)), tx.signer.sign('standing-decision', signedOf(decision))],
  )

/** The oldest first. */
export const standingDecisions = async (
  store: Store,
  standing: string,
): Promise<readonly StandingDecisionRow[]> =>
  (
    await rowsThat<StandingDecisionRow & { readonly signature: string }>(
      store,
      {
        query: `select id, standing_id as standing, person, name, decision, fingerprint, note, via, at, signature
          from howdah.standing_decision where standing_id = $1`,
        values: [standing],
        order: 'id',
      },
      row => store.signer.check('standing-decision', signedOf(row), row.signature) === 'genuine',
    )
  ).map(row => ({ ...signedOf(row), at: row.at }))
