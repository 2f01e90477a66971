/** Queries of howdah.journal: inserted only, and only by the holder of the newest token. */
import { rowsThat } from '#store/signed/genuine-rows'
import { counts, old, type Standing } from '#store/standing'
import type { Store } from '#store/store'

export interface JournalRow {
  readonly seq: number
  readonly token: string
  readonly kind: string
  readonly step: number | null
  readonly detail: Record<string, unknown>
  readonly at: Date
}

/** A run and its plan. */
export interface RunOf {
  readonly run: string
  readonly plan: string
}

/**
 * An entry as it is signed; the number and the token are the database's own. With the plan: a run that begins for one
 * plan goes on for no other.
 */
const signedOf = (
  { run, plan }: RunOf,
  { kind, step, detail }: Pick<JournalRow, 'kind' | 'step' | 'detail'>,
): object => ({ run, plan, kind, step, detail })

interface Kept extends JournalRow, Standing {
  readonly plan: string
  /** The newest entry from before rows were signed, of a run that was under way then. */
  readonly before: number | null
}

/** The entries that Howdah wrote: an entry by anybody else moves no run. */
export const journalOf = async (store: Store, run: string): Promise<readonly JournalRow[]> => {
  const rows = await rowsThat<Kept>(
    store,
    {
      query: `select j.seq, j.token, j.kind, j.step, j.detail, j.at, j.signature, plan.id as plan, ${old},
          under_way.journal_seq as before
        from howdah.journal j join howdah.run on run.id = j.run_id join howdah.plan on plan.id = run.plan_id
          left join howdah.run_before_signing under_way on under_way.run_id = j.run_id
        where j.run_id = $1`,
      values: [run],
      order: 'seq',
    },
    row =>
      counts(store, 'journal', signedOf({ run, plan: row.plan }, row), {
        ...row,
        old: row.old && (row.before === null || row.seq <= row.before),
      }),
  )
  return rows.map(({ seq, token, kind, step, detail, at }) => ({
    seq,
    token,
    kind,
    step,
    detail,
    at,
  }))
}

/**
 * Appends while `token` is the newest: token, entry and the plan's revision in one statement. Undefined
 * means fenced.
 */
export const appendJournal = async (
  store: Store,
  of: RunOf,
  token: number,
  entry: {
    readonly kind: string
    readonly step: number | null
    readonly detail: Readonly<Record<string, unknown>>
  },
): Promise<JournalRow | undefined> =>
  (
    await store.query<JournalRow>(
      `with held as (
         select id, plan_id from howdah.run where id = $1 and token = $2 for update
       ), seen as (
         update howdah.plan set revision = revision + 1 from held where plan.id = held.plan_id
       )
       insert into howdah.journal (run_id, seq, token, kind, step, detail, signature)
       select held.id, 1 + coalesce((select max(seq) from howdah.journal where run_id = $1), 0),
         $2, $3, $4, $5, $6
       from held
       returning seq, token, kind, step, detail, at`,
      [
        of.run,
        token,
        entry.kind,
        entry.step,
        JSON.stringify(entry.detail),
        store.signer.sign('journal', signedOf(of, entry)),
      ],
    )
  )[0]

/** Appends notes after the end (a measured effect), when no token holds the run. */
export const appendAfterwards = (
  store: Store,
  of: RunOf,
  entry: { readonly kind: string; readonly detail: Readonly<Record<string, unknown>> },
) =>
  store.query(
    `with noted as (
       insert into howdah.journal (run_id, seq, token, kind, detail, signature)
       select id, 1 + coalesce((select max(seq) from howdah.journal where run_id = $1), 0), token, $2, $3, $4
       from howdah.run where id = $1 and ended_at is not null returning run_id
     )
     update howdah.plan set revision = revision + 1 where id = (select plan_id from howdah.run where id = $1)`,
    [
      of.run,
      entry.kind,
      JSON.stringify(entry.detail),
      store.signer.sign('journal', signedOf(of, { ...entry, step: null })),
    ],
  )

/** When the steps of these plans were done, by entries that Howdah wrote. */
export const doneAt = async (
  store: Store,
  plans: readonly string[],
): Promise<readonly { readonly plan: string; readonly step: number; readonly at: Date }[]> => {
  const rows = await store.query<Kept & { readonly run: string; readonly step: number }>(
    `select j.run_id as run, j.kind, j.step, j.detail, j.at, j.signature, plan.id as plan, ${old}
     from howdah.journal j join howdah.run on run.id = j.run_id join howdah.plan on plan.id = run.plan_id
     where plan.id = any($1) and j.kind = 'done' and j.step is not null order by j.at`,
    [plans],
  )
  return rows.filter(row => counts(store, 'journal', signedOf(row, row), row))
}
