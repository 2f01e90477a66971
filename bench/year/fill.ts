/** Fills the control database with the rows of a schedule that runs each minute: copies of a finished change. */
import type { Client } from 'pg'

export interface Pattern {
  readonly plan: string
  readonly run: string
}

/** Copy `i` has ended `i` minutes ago; rows are written past the triggers. */
export const fillUpTo = async (
  owner: Client,
  { plan, run }: Pattern,
  from: number,
  to: number,
): Promise<void> => {
  const ago = `make_interval(mins => i)`
  const numbers = `generate_series(${from + 1}, ${to}) i`
  const copied = (table: string, key: string, id: string, more: readonly string[]): string => {
    const columns = [key, ...more]
    const values = more.map(one => (/(^|_)at$/.test(one) ? `${one} - ${ago}` : one))
    return `insert into howdah.${table} (${columns.join(', ')}) select ${id}, ${values.join(', ')}
      from howdah.${table}, ${numbers} where ${key} = '${key === 'run_id' ? run : plan}'`
  }
  const [planId, runId] = [`'p-' || i`, `'r-' || i`]
  await guards(owner, 'disable')
  for (const statement of [
    `insert into howdah.plan (id, change, cluster, body, fingerprint, requester, state, outcome, ending, origin, created_at, expires_at, ended_at, revision)
     select ${planId}, ${planId}, cluster, replace(body::text, '"change": "create"', '"change": "rebuild"')::jsonb || jsonb_build_object('id', ${planId}), fingerprint, requester, null, outcome, ending, origin,
       created_at - ${ago}, expires_at, ended_at - ${ago}, revision from howdah.plan, ${numbers} where id = '${plan}'`,
    `insert into howdah.run (id, plan_id, token, attempts, created_at, ended_at)
     select ${runId}, ${planId}, token, attempts, created_at - ${ago}, ended_at - ${ago} from howdah.run, ${numbers} where id = '${run}'`,
    copied('journal', 'run_id', runId, ['seq', 'token', 'kind', 'step', 'detail', 'at']),
    copied('approval', 'plan_id', planId, [
      'person',
      'name',
      'decision',
      'fingerprint',
      'reason',
      'via',
      'at',
    ]),
    `insert into howdah.message (plan_id, part, channel, ts, revision, wanted)
     select ${planId}, part, 'C_OPS', '1.' || i, 9, 9 from unnest(array['parent', 'direct:U_ADAM']) part, ${numbers}`,
    `insert into howdah.thread_line (plan_id, key, ts) select ${planId}, key, '1.' || i
     from unnest(array['message:parent', 'end']) key, ${numbers}`,
    `insert into howdah.button (id, plan_id, verb, rendering, created_at)
     select 'b-' || i || verb, ${planId}, verb, 'r', clock_timestamp() - ${ago} from unnest(array['approve', 'reject', 'undo']) verb, ${numbers}`,
    `insert into howdah.watch (run_id, kind, due_at, settled_at)
     select ${runId}, 'measure', clock_timestamp() - ${ago}, clock_timestamp() - ${ago} from ${numbers}`,
  ])
    await owner.query(statement)
  // Rows without a signature count when they are from before there were signatures.
  await owner.query(`update howdah.before_signing set at = clock_timestamp() + interval '1 day'`)
  await guards(owner, 'enable')
  await owner.query('vacuum analyze')
}

/** The triggers that keep the rows of the tables from changes. */
const guards = async (owner: Client, how: 'disable' | 'enable'): Promise<void> => {
  for (const table of ['plan', 'run', 'journal', 'approval', 'message', 'button', 'watch'])
    await owner.query(`alter table howdah.${table} ${how} trigger user`)
}

/** In MB, with indexes. */
export const sizeOf = async (owner: Client): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await owner.query<{ name: string; mb: number }>(
    `select relname as name, pg_total_relation_size(oid) / 1048576.0::float8 as mb from pg_class
     where relnamespace = 'howdah'::regnamespace and relkind = 'r' order by mb desc`,
  )
  return new Map(rows.map(({ name, mb }) => [name, mb]))
}
