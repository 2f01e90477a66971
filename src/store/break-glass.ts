/** Queries of howdah.break_glass and of the review that each row needs; rows never change. */
import type { Store } from '#store/store'

export interface BreakGlassRow {
  readonly person: string
  readonly name: string
  readonly reason: string
  readonly at: Date
  /** Null while the review is open. */
  readonly review: {
    readonly person: string
    readonly name: string
    readonly note: string
    readonly at: Date
  } | null
}

export const insertBreakGlass = (
  store: Store,
  glass: {
    readonly plan: string
    readonly person: string
    readonly name: string
    readonly fingerprint: string
    readonly reason: string
    readonly via: string
  },
) =>
  store.query(
    `insert into howdah.break_glass (plan_id, person, name, fingerprint, reason, via)
     values ($1, $2, $3, $4, $5, $6)`,
    [glass.plan, glass.person, glass.name, glass.fingerprint, glass.reason, glass.via],
  )

/** False when the review was closed before. */
export const insertReview = async (
  store: Store,
  review: {
    readonly plan: string
    readonly person: string
    readonly name: string
    readonly note: string
    readonly via: string
  },
): Promise<boolean> => {
  const rows = await store.query(
    `insert into howdah.review (plan_id, person, name, note, via) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning plan_id`,
    [review.plan, review.person, review.name, review.note, review.via],
  )
  return rows.length === 1
}

export const findBreakGlass = async (
  store: Store,
  plan: string,
): Promise<BreakGlassRow | undefined> => {
  const [row] = await store.query<
    Omit<BreakGlassRow, 'review'> & {
      readonly reviewer: string | null
      readonly reviewer_name: string
      readonly note: string
      readonly reviewed_at: Date
    }
  >(
    `select g.person, g.name, g.reason, g.at, r.person as reviewer, r.name as reviewer_name,
       r.note, r.at as reviewed_at
     from howdah.break_glass g left join howdah.review r using (plan_id) where plan_id = $1`,
    [plan],
  )
  if (!row) return undefined
  const { reviewer, reviewer_name, note, reviewed_at, ...glass } = row
  return {
    ...glass,
    review:
      reviewer === null ? null : { person: reviewer, name: reviewer_name, note, at: reviewed_at },
  }
}

/** Plans whose review is open, the oldest first. */
export const openReviewIds = async (store: Store): Promise<readonly string[]> =>
  (
    await store.query<{ plan_id: string }>(
      `select plan_id from howdah.break_glass g
       where not exists (select from howdah.review r where r.plan_id = g.plan_id) order by at`,
    )
  ).map(row => row.plan_id)
