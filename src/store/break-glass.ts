/** Queries of howdah.break_glass and of the review that each row needs; rows never change. */
import { rowsThat } from '#store/signed/genuine-rows'
import { counts, old, type Standing } from '#store/standing'
import type { Store } from '#store/store'

export interface BreakGlassRow {
  readonly person: string
  readonly name: string
  readonly reason: string
  readonly at: Date
  /** Null while the review is open. */
  readonly review: ReviewRow | null
}

interface ReviewRow {
  readonly person: string
  readonly name: string
  readonly note: string
  readonly at: Date
}

interface NewBreakGlass {
  readonly plan: string
  readonly person: string
  readonly name: string
  readonly fingerprint: string
  readonly reason: string
  readonly via: string
}

interface NewReview {
  readonly plan: string
  readonly person: string
  readonly name: string
  readonly note: string
  readonly via: string
}

const glassOf = ({
  plan,
  person,
  name,
  fingerprint,
  reason,
  via,
}: NewBreakGlass): NewBreakGlass => ({
  plan,
  person,
  name,
  fingerprint,
  reason,
  via,
})

const reviewOf = ({ plan, person, name, note, via }: NewReview): NewReview => ({
  plan,
  person,
  name,
  note,
  via,
})

export const insertBreakGlass = (store: Store, given: NewBreakGlass) => {
  const glass = glassOf(given)
  return store.query(
    `insert into howdah.break_glass (plan_id, person, name, fingerprint, reason, via, signature)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [...Object.values(glass), store.signer.sign('break-glass', glass)],
  )
}

/** False when the review was closed before. The caller holds the plan's lock. */
export const insertReview = async (tx: Store, given: NewReview): Promise<boolean> => {
  const review = reviewOf(given)
  const signature = tx.signer.sign('review', review)
  if ((await findBreakGlass(tx, given.plan))?.review) return false
  await tx.query(
    `insert into howdah.review (plan_id, person, name, note, via, signature)
     values ($1, $2, $3, $4, $5, $6)`,
    [...Object.values(review), signature],
  )
  return true
}

/** The break-glass that Howdah wrote, and the review that Howdah wrote: any other row closes nothing. */
export const findBreakGlass = async (
  store: Store,
  plan: string,
): Promise<BreakGlassRow | undefined> => (await breakGlassesOf(store, plan)).get(plan)

/** By plan, the oldest first; null asks for every plan. */
const breakGlassesOf = async (
  store: Store,
  plan: string | null,
): Promise<ReadonlyMap<string, BreakGlassRow>> => {
  const glasses = await rowsThat<Kept<NewBreakGlass>>(
    store,
    {
      query: `select plan_id as plan, person, name, g.fingerprint, reason, via, g.at, g.signature, ${old}
        from howdah.break_glass g join howdah.plan on plan.id = plan_id
        where $1::text is null or plan_id = $1`,
      values: [plan],
      order: 'at',
    },
    row => counts(store, 'break-glass', glassOf(row), row),
  )
  const found = new Map<string, BreakGlassRow>()
  if (glasses.length === 0) return found
  const reviews = await rowsThat<Kept<NewReview>>(
    store,
    {
      query: `select plan_id as plan, r.person, name, note, via, r.at, r.signature, ${old}
        from howdah.review r join howdah.plan on plan.id = plan_id
        where $1::text is null or plan_id = $1`,
      values: [plan],
      order: 'at',
    },
    row => counts(store, 'review', reviewOf(row), row),
  )
  for (const glass of glasses) {
    if (found.has(glass.plan)) continue
    const { person, name, reason, at } = glass
    const review = reviews.find(one => one.plan === glass.plan)
    found.set(glass.plan, { person, name, reason, at, review: review ? reviewRow(review) : null })
  }
  return found
}

const reviewRow = ({ person, name, note, at }: Kept<NewReview>): ReviewRow => ({
  person,
  name,
  note,
  at,
})

type Kept<Row> = Row & Standing & { readonly at: Date }

/** Plans whose review is open, the oldest first. */
export const openReviewIds = async (store: Store): Promise<readonly string[]> =>
  [...(await breakGlassesOf(store, null))]
    .filter(([, { review }]) => review === null)
    .map(([plan]) => plan)

/** Plans whose review was closed after that moment, the oldest first. */
export const closedReviewIds = async (store: Store, since: Date): Promise<readonly string[]> =>
  [...(await breakGlassesOf(store, null))]
    .filter(([, { review }]) => review !== null && review.at > since)
    .map(([plan]) => plan)
