/** Queries of howdah.standing_use: plans that a standing approval approved. Only rows that Howdah signed count. */
import { rowsThat } from '#store/signed/genuine-rows'
import type { Store } from '#store/store'

export interface StandingUse {
  readonly standing: string
  readonly plan: string
  readonly schedule: string
  readonly at: Date
}

type NewUse = Omit<StandingUse, 'at'>

const signedOf = ({ standing, plan, schedule }: NewUse): NewUse => ({ standing, plan, schedule })

export const insertUse = (tx: Store, use: NewUse) =>
  tx.query(
    'insert into howdah.standing_use (standing_id, plan_id, schedule, signature) values ($1, $2, $3, $4)',
    [use.standing, use.plan, use.schedule, tx.signer.sign('standing-use', signedOf(use))],
  )

/** The use of a plan; undefined for a plan that people approved. */
export const useOf = async (store: Store, plan: string): Promise<StandingUse | undefined> =>
  (await usesWhere(store, 'plan_id = $1', [plan]))[0]

/** The oldest first. */
export const usesOf = (
  store: Store,
  standing: string,
  since: Date,
): Promise<readonly StandingUse[]> =>
  usesWhere(store, 'standing_id = $1 and at >= $2', [standing, since])

const usesWhere = async (
  store: Store,
  where: string,
  values: readonly unknown[],
): Promise<readonly StandingUse[]> =>
  (
    await rowsThat<StandingUse & { readonly signature: string }>(
      store,
      {
        query: `select id, standing_id as standing, plan_id as plan, schedule, at, signature
          from howdah.standing_use where ${where}`,
        values,
        order: 'id',
      },
      row => store.signer.check('standing-use', signedOf(row), row.signature) === 'genuine',
    )
  ).map(row => ({ ...signedOf(row), at: row.at }))
