/** The state of pg_stat_statements in a database: whether figures can be read, and what stands in the way. */
import type { Reader } from '#model/view'

/** The view gives figures only with the extension, the library and the rights to all three parts. */
export interface StatementsSetup {
  /** Quoted, for the FROM clause; null when the extension is not in this database. */
  readonly view: string | null
  /** True when this node has loaded the library; otherwise every read of the view fails. */
  readonly loaded: boolean
  /** Columns of the view, which tell the extension's version: pg_upgrade leaves an older one in place. */
  readonly columns: readonly string[]
  /** GRANTs that the observing login lacks. */
  readonly grants: readonly string[]
  /** Quoted view with the time of the last reset; null before 1.9 of the extension. */
  readonly info: string | null
}

/** Asks pg_settings: current_setting also finds parameters that a file sets for a library that is not loaded. */
export const statementsSetup = async (reader: Reader): Promise<StatementsSetup> => {
  const [setup] = await reader.read<StatementsSetup>(setupOf)
  return setup ?? { view: null, loaded: false, columns: [], grants: [], info: null }
}

const setupOf = `with extension as (
    select n.oid, n.nspname, v.oid as view, f.oid as function,
      coalesce(has_table_privilege(i.oid, 'SELECT'), false) as told
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace
    left join pg_class v on v.relnamespace = n.oid and v.relname = 'pg_stat_statements'
    left join pg_class i on i.relnamespace = n.oid and i.relname = 'pg_stat_statements_info'
    left join pg_proc f on f.pronamespace = n.oid and f.proname = 'pg_stat_statements'
    where e.extname = 'pg_stat_statements')
  select quote_ident(nspname) || '.pg_stat_statements' as view,
    exists (select from pg_settings where name = 'pg_stat_statements.max') as loaded,
    array(select attname::text from pg_attribute where attrelid = view and attnum > 0) as columns,
    array_remove(array[
      case when not has_schema_privilege(oid, 'USAGE')
        then format('GRANT USAGE ON SCHEMA %I TO %I;', nspname, current_user) end,
      case when not has_table_privilege(view, 'SELECT')
        then format('GRANT SELECT ON %I.pg_stat_statements TO %I;', nspname, current_user) end,
      case when not has_function_privilege(function, 'EXECUTE')
        then format('GRANT EXECUTE ON FUNCTION %I.pg_stat_statements(boolean) TO %I;', nspname, current_user) end
      ], null) as grants,
    case when told then format('%I.pg_stat_statements_info', nspname) end as info
  from (select) one left join extension on true`

export const updateExtension = 'ALTER EXTENSION pg_stat_statements UPDATE;'

/** Before 1.8 of the extension times had other names. */
export const isOutdated = ({ view, columns }: StatementsSetup): boolean =>
  view !== null && !columns.includes('total_exec_time')

/** Says why there are no figures, as the beginning of a sentence; null where there are. */
export const uncountedBecause = (setup: StatementsSetup, database: string): string | null => {
  if (setup.view === null) return `pg_stat_statements is not in database ${database}`
  if (!setup.loaded) return 'pg_stat_statements is not loaded on the primary'
  if (isOutdated(setup))
    return `pg_stat_statements in database ${database} is still of the version before an upgrade of the server`
  if (setup.grants.length > 0)
    return `The observing login may not read pg_stat_statements in database ${database}`
  return null
}
