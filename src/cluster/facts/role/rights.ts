/** Rights of the logins in a database, and the grants for the missing rights. */
import { targetFunctions } from '#cluster/facts/node/target'
import type { Reader, View } from '#model/view'

export interface LoginRights {
  readonly login: string
  /** Quoted where needed, for a GRANT. */
  readonly quoted: string
  readonly superuser: boolean
  readonly mayLogIn: boolean
  readonly connects: boolean
  /** pg_monitor and pg_signal_backend count when inherited, because Howdah never switches to either role. */
  readonly monitors: boolean
  readonly signals: boolean
  /** Functions identifying the server that the login may not call in this database. */
  readonly uncallable: readonly string[]
}

/** Reads the rights of the `wanted` logins, as people wrote the names; a login unknown to the server is left out. */
export const loginRights = (
  reader: Reader,
  wanted: readonly string[],
): Promise<readonly LoginRights[]> =>
  reader.read<LoginRights>(
    `select rolname as login, quote_ident(rolname) as quoted, rolsuper as superuser, rolcanlogin as "mayLogIn",
       has_database_privilege(oid, current_database(), 'CONNECT') as connects,
       pg_has_role(oid, 'pg_monitor', 'USAGE') as monitors,
       pg_has_role(oid, 'pg_signal_backend', 'USAGE') as signals,
       array(select f from unnest($2::text[]) f where not has_function_privilege(oid, f, 'EXECUTE')) as uncallable
     from pg_roles where rolname = any($1) order by array_position($1, rolname::text)`,
    [wanted, targetFunctions],
  )

export interface Owner {
  readonly owner: string
  readonly quoted: string
  readonly superuser: boolean
  readonly tables: number
  /** True when the acting login may SET ROLE to the owner. */
  readonly may: boolean
  /** Schemas with tables of an owner who may not create there: no index can be built, and no drop undone. */
  readonly closed: readonly { readonly schema: string; readonly grant: string }[]
}

/** Lists the owners of tables here; without an acting login `may` is false. */
export const tableOwners = (
  { primary, cluster }: View,
  actor: string | null,
): Promise<readonly Owner[]> =>
  primary.read<Owner>(
    `select o.rolname as owner, quote_ident(o.rolname) as quoted, o.rolsuper as superuser, count(*)::int as tables,
       coalesce(bool_or(pg_has_role(l.oid, o.oid, $2)), false) as may,
       coalesce(json_agg(distinct jsonb_build_object('schema', n.nspname,
           'grant', format('GRANT CREATE ON SCHEMA %I TO %I', n.nspname, o.rolname)))
         filter (where not has_schema_privilege(o.oid, n.oid, 'CREATE')), '[]') as closed
     from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles o on o.oid = c.relowner
       left join pg_roles l on l.rolname = $1
     where c.relkind in ('r', 'p', 'm') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
     group by o.oid, o.rolname, o.rolsuper order by count(*) desc, o.rolname`,
    // 16 tells membership apart from the right to SET ROLE.
    [actor, cluster.version >= 16 ? 'SET' : 'MEMBER'],
  )

/** Reads the name of the current database, quoted for a GRANT. */
export const databaseName = async (reader: Reader): Promise<string> =>
  (await reader.read<{ name: string }>('select quote_ident(current_database()) as name'))[0]
    ?.name ?? ''
