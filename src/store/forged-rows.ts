/**
 * Rows that somebody else wrote into the control database. Each query gives the row as Howdah signs it; the
 * database alone sets the times, so whoever looks may begin at the last look.
 */
import type { RowKind } from '#signing/rows'
import type { Store } from '#store/store'

export interface ForgedRow {
  /** `an approval of p-7k3m9q`. */
  readonly what: string
  readonly at: Date
}

const approval = `select 'an approval of ' || plan_id as what, at, signature, json_build_object('plan', plan_id,
    'person', person, 'name', name, 'decision', decision, 'fingerprint', fingerprint, 'reason', reason, 'via', via) as row
  from howdah.approval where at > $1`
const breakGlass = `select 'a break-glass of ' || plan_id as what, at, signature, json_build_object('plan', plan_id,
    'person', person, 'name', name, 'fingerprint', fingerprint, 'reason', reason, 'via', via) as row
  from howdah.break_glass where at > $1`
const review = `select 'a review of ' || plan_id as what, at, signature, json_build_object('plan', plan_id,
    'person', person, 'name', name, 'note', note, 'via', via) as row from howdah.review where at > $1`
const journal = `select 'an entry in the journal of ' || run_id as what, at, signature, json_build_object('run', run_id,
    'kind', kind, 'step', step, 'detail', detail) as row from howdah.journal where at > $1`
const freeze = `select 'a freeze of ' || scope as what, at, signature, json_build_object('scope', scope,
    'person', person, 'name', name, 'reason', reason) as row from howdah.freeze where at > $1`
const thaw = `select 'a thaw' as what, at, signature, json_build_object('freeze', freeze_id::text, 'person', person) as row
  from howdah.thaw where at > $1`
const plan = `select 'plan ' || id as what, created_at as at, signature, json_build_object('id', id, 'change', change,
    'cluster', cluster, 'body', body, 'fingerprint', fingerprint, 'requester', requester, 'origin', origin) as row
  from howdah.plan where created_at > $1`

const queries: readonly (readonly [RowKind, string])[] = [
  ['plan', plan],
  ['approval', approval],
  ['break-glass', breakGlass],
  ['review', review],
  ['journal', journal],
  ['freeze', freeze],
  ['thaw', thaw],
]

interface Kept extends ForgedRow {
  readonly signature: string | null
  readonly row: object
}

/** Rows since `since` that are not genuine, the oldest first; null looks from the first signed row on. */
export const forgedRows = async (
  store: Store,
  since: Date | null,
): Promise<readonly ForgedRow[]> => {
  const [signed] = await store.query<{ at: Date }>('select at from howdah.before_signing')
  const from = since ?? signed?.at ?? new Date(0)
  const found: ForgedRow[] = []
  for (const [kind, text] of queries)
    for (const { what, at, signature, row } of await store.query<Kept>(text, [from]))
      if (store.signer.check(kind, row, signature) !== 'genuine') found.push({ what, at })
  return found.toSorted((one, other) => one.at.getTime() - other.at.getTime())
}
