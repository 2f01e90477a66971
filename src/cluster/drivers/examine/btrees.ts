/** amcheck on a clone, as the login that only looks: functions of the data run there with its rights alone. */
import type { Client } from 'pg'
import { extended, sqlstateOf } from '#cluster/clients/postgres/connection'
import type { DrillCheck } from '#cluster/facts/restore/evidence'
import { counted } from '#text/figures'
import { asSentence } from '#text/sentence'

/** `end` is a time of `performance.now()`, after which no index is begun. */
export const checkBtrees = async (
  client: Client,
  database: string,
  end: number,
): Promise<DrillCheck> => {
  const name = `indexes of ${database}`
  const skipped = (words: string): DrillCheck => ({ name, outcome: 'not done', words })
  const there = await schemaOfAmcheck(client)
  if (there === null) return skipped(`The extension amcheck is not in ${database}.`)
  if (!there.may)
    return skipped(
      `The observing login may not check indexes of ${database}: \`GRANT EXECUTE ON FUNCTION ${there.call}(regclass) TO ${there.login}\`.`,
    )
  const { judged, strange } = await btreesOf(client)
  const found = await checkAll(client, there.call, judged, end)
  if (found.hindered !== null && found.damaged.length === 0)
    return skipped(`amcheck cannot work on the clone: ${asSentence(found.hindered)}`)
  const left = [
    ...(strange === 0
      ? []
      : [
          `${counted(strange, 'index', 'indexes')} could not be judged, by an order of an extension or a collation of another version`,
        ]),
    ...(found.late === 0
      ? []
      : [
          `${counted(found.late, 'index', 'indexes')} that were locked, or for which no time was left`,
        ]),
  ]
  const rest = left.length === 0 ? '' : ` Not checked: ${left.join('; ')}.`
  return found.damaged.length === 0
    ? {
        name,
        outcome: 'passed',
        words: `amcheck found ${counted(found.checked, 'B-tree index', 'B-tree indexes')} of ${database} sound.${rest}`,
      }
    : {
        name,
        outcome: 'failed',
        words: `amcheck found damage in ${database}: ${found.damaged.slice(0, mostNamed).join('; ')}${found.damaged.length > mostNamed ? ` and ${found.damaged.length - mostNamed} more` : ''}.${rest}`,
      }
}

const mostNamed = 3

interface Amcheck {
  readonly call: string
  readonly login: string
  readonly may: boolean
}

const schemaOfAmcheck = async (client: Client): Promise<Amcheck | null> => {
  const { rows } = await client.query<Amcheck>(
    extended(`select format('%I.bt_index_check', n.nspname) as call, quote_ident(current_user) as login,
        has_schema_privilege(n.oid, 'usage') and has_function_privilege(p.oid, 'execute') as may
      from pg_extension e join pg_namespace n on n.oid = e.extnamespace
      join pg_proc p on p.pronamespace = n.oid and p.proname = 'bt_index_check' and p.pronargs = 1
      where e.extname = 'amcheck'`),
  )
  return rows[0] ?? null
}

interface Btree {
  readonly oid: string
  readonly index: string
}

/**
 * Left out are operator classes that PostgreSQL did not bring, as their functions are data, and collations that this
 * machine has in another version than the index was built with. Small indexes come first, so that many are checked.
 */
const btreesOf = async (
  client: Client,
): Promise<{ readonly judged: readonly Btree[]; readonly strange: number }> => {
  const { rows } = await client.query<Btree & { readonly judged: boolean }>(
    extended(`select c.oid::text, format('%I.%I', n.nspname, c.relname) as index,
       not exists (select from unnest(i.indclass) o (oid) where o.oid >= 16384)
       and not exists (select from unnest(i.indcollation) o (oid) join pg_collation l on l.oid = o.oid
         where case when l.collprovider = 'd' then d.other
           else l.collversion is distinct from pg_collation_actual_version(l.oid) end) as judged
     from pg_index i join pg_class c on c.oid = i.indexrelid
     join pg_namespace n on n.oid = c.relnamespace join pg_am a on a.oid = c.relam,
     (select datcollversion is distinct from pg_database_collation_actual_version(oid) as other
       from pg_database where datname = current_database()) d
     where a.amname = 'btree' and i.indisvalid and i.indisready and c.relkind = 'i' and c.relpersistence = 'p'
     order by c.relpages`),
  )
  const judged = rows.filter(one => one.judged)
  return { judged, strange: rows.length - judged.length }
}

interface Checked {
  readonly checked: number
  /** How many were locked, or had no time. */
  readonly late: number
  readonly damaged: readonly string[]
  /** Why amcheck cannot work here; null where it can. */
  readonly hindered: string | null
}

/** data_corrupted and index_corrupted (manual, Appendix A). */
const damage: readonly (string | null)[] = ['XX001', 'XX002']
/** query_canceled and lock_not_available. */
const waited: readonly (string | null)[] = ['57014', '55P03']

const checkAll = async (
  client: Client,
  call: string,
  judged: readonly Btree[],
  end: number,
): Promise<Checked> => {
  const damaged: string[] = []
  let [checked, late] = [0, 0]
  for (const { oid, index } of judged) {
    const left = Math.floor(end - performance.now())
    if (left < 1) {
      late += 1
      continue
    }
    await client.query(extended(`select set_config('statement_timeout', $1, false)`, [`${left}ms`]))
    try {
      await client.query(extended(`select ${call}($1::regclass)`, [oid]))
      checked += 1
    } catch (error) {
      const code = sqlstateOf(error)
      const said = error instanceof Error ? error.message : String(error)
      if (damage.includes(code)) damaged.push(`${index}: ${said}`)
      else if (waited.includes(code)) late += 1
      else if (code === null) throw error
      else return { checked, late, damaged, hindered: said }
    }
  }
  return { checked, late, damaged, hindered: null }
}
