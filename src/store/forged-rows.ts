/**
 * Rows that somebody else wrote into the control database. Each query gives the row as Howdah signs it; the
 * database alone sets the times, so each look may begin at the last look.
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
    'plan', plan_id, 'kind', kind, 'step', step, 'detail', detail) as row
  from howdah.journal join howdah.run on run.id = run_id where at > $1`
/** A watch is not signed: the closing of a watch by hand stands in an entry by Howdah. */
const reopened = `select 'the watch of ' || plan_id as what, at, signature, json_build_object('run', run_id,
    'plan', plan_id, 'kind', kind, 'step', step, 'detail', detail) as row
  from howdah.journal join howdah.run on run.id = run_id where at > $1 and kind = 'reopened'`
const freeze = `select 'a freeze of ' || scope as what, at, signature, json_build_object('scope', scope,
    'person', person, 'name', name, 'reason', reason) as row from howdah.freeze where at > $1`
const thaw = `select 'a thaw' as what, at, signature, json_build_object('freeze', freeze_id::text, 'person', person) as row
  from howdah.thaw where at > $1`
const plan = `select 'plan ' || id as what, created_at as at, signature, json_build_object('id', id, 'change', change,
    'cluster', cluster, 'body', body, 'fingerprint', fingerprint, 'requester', requester, 'origin', origin) as row
  from howdah.plan where created_at > $1`

const button = `select 'a button of ' || coalesce(plan_id, 'a command') as what, created_at as at, signature,
    json_build_object('id', id, 'plan', plan_id, 'verb', verb, 'command', command, 'rendering', rendering) as row
  from howdah.button where created_at > $1`
const recoveryAsk = `select 'a wish to end recovery mode' as what, at, signature,
    json_build_object('freeze', freeze_id::text, 'person', person) as row from howdah.recovery_ask where at > $1`
const checkpoint = `select 'a checkpoint of ' || run_id as what, at, signature, json_build_object('run', run_id,
    'step', step, 'way', way, 'round', round, 'seq', seq, 'body', body) as row from howdah.checkpoint where at > $1`
const steering = `select 'a choice of pace for ' || run_id as what, at, signature, json_build_object('run', run_id,
    'person', person, 'name', name, 'body', body) as row from howdah.steering where at > $1`
const schedule = `select 'revision ' || revision || ' of schedule ' || id as what, at, signature, json_build_object('id', id,
    'revision', revision, 'body', body, 'person', person, 'name', name) as row from howdah.schedule where at > $1`
/** A slot may be written again after its end. */
const slot = `select 'a slot of schedule ' || schedule_id as what, changed_at as at, signature,
    json_build_object('schedule', schedule_id, 'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'askedBy', asked_by, 'token', token, 'body', body) as row from howdah.slot where changed_at > $1`
const reading = `select 'a reading of ' || plan_id as what, at, signature, json_build_object('plan', plan_id,
    'moment', moment, 'body', body) as row from howdah.reading where at > $1`

/** An end that no run of Howdah came to: a run that ends has an entry in the journal. The time of an end may be by hand as well. */
const end = `select 'the end of ' || plan.id as what, plan.created_at as at, null as signature, '{}'::json as row
  from howdah.plan left join howdah.run on run.plan_id = plan.id
  where plan.created_at > greatest($1::timestamptz - interval '30 days', (select at from howdah.before_signing))
    and case when run.id is null then outcome in ('succeeded', 'failed', 'reverted', 'outdated')
      else coalesce(outcome, run.ended_at::text) is not null
        and not exists (select from howdah.journal where run_id = run.id and kind = 'ended') end`

const enrolment = `select 'an enrolment of ' || person as what, at, signature, json_build_object('id', id,
    'person', person, 'name', name, 'secret', secret) as row from howdah.enrolment where at > $1`
const code = `select 'a one-time code of ' || person as what, at, signature, json_build_object('enrolment', enrolment_id,
    'person', person, 'about', about, 'verdict', verdict, 'step', step) as row from howdah.code where at > $1`
const codeReset = `select 'a wish to forget a one-time code' as what, at, signature,
    json_strip_nulls(json_build_object('enrolment', enrolment_id, 'person', person, 'name', name, 'forgets', forgets)) as row
  from howdah.code_reset where at > $1`

const standing = `select 'standing approval ' || id as what, at, signature, json_build_object('id', id, 'body', body) as row
  from howdah.standing_approval where at > $1`
const standingDecision = `select 'a decision about standing approval ' || standing_id as what, at, signature,
    json_build_object('standing', standing_id, 'person', person, 'name', name, 'decision', decision,
      'fingerprint', fingerprint, 'note', note, 'via', via) as row
  from howdah.standing_decision where at > $1`
const standingUse = `select 'a use of standing approval ' || standing_id as what, at, signature,
    json_build_object('standing', standing_id, 'plan', plan_id, 'schedule', schedule) as row
  from howdah.standing_use where at > $1`

const clone = `select 'revision ' || revision || ' of clone ' || name as what, at, signature, json_build_object('name', name,
    'revision', revision, 'body', body) as row from howdah.clone where at > $1`

const drill = `select 'the end of drill ' || split_part(run, ' ', 1) as what, at, signature, json_build_object('run', run,
    'cluster', cluster, 'body', body) as row from howdah.drill where at > $1`

const sight = `select 'the last sight of the primary of ' || cluster as what, at, signature,
    json_build_object('cluster', cluster, 'body', body) as row from howdah.seen_primary where at > $1`

/** Marks on runs that are not over have no time of their own, and are looked at each time. */
const stop = `select 'a request to stop ' || id as what, created_at as at, stop ->> 'signature' as signature,
    json_build_object('run', id, 'person', stop -> 'person', 'name', stop -> 'name') as row
  from howdah.run where ended_at is null and stop is not null and $1::timestamptz is not null`
/** A plan that ends takes its interruptions along: a later interruption by an ended plan was written again. */
const preempt = `select 'an interruption of ' || id as what, created_at as at,
    case when exists (select from howdah.run other where other.plan_id = run.preempted ->> 'plan' and other.ended_at is null)
      then preempted ->> 'signature' end as signature,
    json_build_object('run', id, 'plan', preempted -> 'plan', 'at', preempted -> 'at') as row
  from howdah.run where ended_at is null and preempted is not null and $1::timestamptz is not null`

const queries: readonly (readonly [RowKind, string])[] = [
  ['plan', plan],
  ['approval', approval],
  ['break-glass', breakGlass],
  ['review', review],
  ['journal', journal],
  ['freeze', freeze],
  ['thaw', thaw],
  ['button', button],
  ['recovery-ask', recoveryAsk],
  ['checkpoint', checkpoint],
  ['steering', steering],
  ['schedule', schedule],
  ['slot', slot],
  ['reading', reading],
  ['plan', end],
  ['enrolment', enrolment],
  ['code', code],
  ['code-reset', codeReset],
  ['standing', standing],
  ['standing-decision', standingDecision],
  ['standing-use', standingUse],
  ['clone', clone],
  ['drill', drill],
  ['seen-primary', sight],
  ['stop', stop],
  ['preempt', preempt],
]

interface Kept extends ForgedRow {
  readonly signature: string | null
  /** Null for a long row, which is read in a second go. */
  readonly row: object | null
}

/** Characters of a row that is read beside many others: Howdah's own are hardly ever longer. */
const long = 64_000

/** A process that starts looks at every row: few of them are in memory at a time, and of long rows fewer. */
const [fetched, fetchedLong] = ['fetch 500 from looked', 'fetch 4 from looked'] as const

/** Characters of a name: a row by hand may have a name as long as the row. */
const named = 200

/** `offset 0` has PostgreSQL write the JSON of a row once. */
const measured = (text: string): string =>
  `(select *, octet_length(what) + coalesce(octet_length(signature), 0) + octet_length(row::text) > ${long} as is_long
    from (${text} offset 0) every) looked`

const soughtIn = async (
  tx: Store,
  text: string,
  from: Date,
  isSought: (row: Kept) => boolean,
): Promise<readonly ForgedRow[]> => {
  const found: ForgedRow[] = []
  const walk = async (query: string, fetch: string): Promise<boolean> => {
    let skipped = false
    await tx.query(`declare looked cursor for ${query}`, [from])
    for (let part = await tx.query<Kept>(fetch); part.length > 0; part = await tx.query(fetch))
      for (const kept of part) {
        skipped ||= kept.row === null
        if (kept.row !== null && isSought(kept)) found.push({ what: kept.what, at: kept.at })
      }
    await tx.query('close looked')
    return skipped
  }
  const columns = `left(what, ${named}) as what, at`
  const wereLong = await walk(
    `select ${columns}, case when not is_long then signature end as signature, case when not is_long then row end as row
     from ${measured(text)}`,
    fetched,
  )
  if (wereLong)
    await walk(
      `select ${columns}, signature, row from ${measured(text)} where is_long`,
      fetchedLong,
    )
  return found
}

/** Rows since `since` that are not genuine, the oldest first; null looks from the first signed row on. */
export const forgedRows = async (
  store: Store,
  since: Date | null,
): Promise<readonly ForgedRow[]> => {
  const [signed] = await store.query<{ at: Date }>('select at from howdah.before_signing')
  const from = since ?? signed?.at ?? new Date(0)
  const found: ForgedRow[] = []
  await store.transaction(async tx => {
    const isGenuine = (kind: RowKind, { signature, row }: Kept): boolean =>
      row !== null && tx.signer.check(kind, row, signature) === 'genuine'
    for (const [kind, text] of queries)
      found.push(...(await soughtIn(tx, text, from, row => !isGenuine(kind, row))))
    found.push(...(await soughtIn(tx, reopened, from, row => isGenuine('journal', row))))
  })
  return found.toSorted((one, other) => one.at.getTime() - other.at.getTime())
}
