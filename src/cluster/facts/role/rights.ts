/** Rights of the logins in a database, and the grants for the missing rights. */
import { type HeldRole, heldRole, lackingOn, superuserBehind } from '#cluster/facts/role/privileges'
import { usedForSettings, usedToAct, usedToLook } from '#cluster/facts/role/used'
import type { Reader, View } from '#model/view'

export interface LoginRights {
  readonly login: string
  /** Quoted where needed, for a GRANT. */
  readonly quoted: string
  readonly superuser: boolean
  /** For a login that is no superuser itself: the superuser it may become, and the REVOKEs that end this; null without. */
  readonly becomes: { readonly superuser: string; readonly revokes: readonly string[] } | null
  readonly mayLogIn: boolean
  readonly connects: boolean
  readonly inherits: boolean
  readonly monitors: HeldRole
  readonly signals: HeldRole
  /** Whether the login has the attribute REPLICATION, and may call pg_promote. */
  readonly replicates: boolean
  readonly promotes: boolean
  /** ISO time at which the password expired; null while valid. */
  readonly expired: string | null
  /** Whether the login may make temporary tables in this database. */
  readonly temporary: boolean
  /** What Howdah reads with the login, and the login may not call, read or use in this database; quoted. */
  readonly uncallable: readonly string[]
  readonly unreadable: readonly string[]
  readonly unusable: readonly string[]
  /** The same for changes of settings, and the settings that the login may change by ALTER SYSTEM. */
  readonly settings: {
    readonly uncallable: readonly string[]
    readonly unreadable: readonly string[]
    readonly granted: readonly string[]
  }
}

const statementsSchema = `(select extnamespace from pg_extension where extname = 'pg_stat_statements')`

/** Selects the functions among those named that the login may not call; the names of the acting logins come second. */
const uncallable = (look: string, act: string): string =>
  `array(select p.oid::regprocedure::text from pg_proc p
     where p.pronamespace in ('pg_catalog'::regnamespace, ${statementsSchema}) and not has_function_privilege(r.oid, p.oid, 'EXECUTE')
       and (r.rolname = $1 and p.proname = any(${look}) or r.rolname = any($2) and p.proname = any(${act})) order by 1)`

const unreadable = (look: string, act: string): string =>
  `array(select c.oid::regclass::text from pg_class c
     where c.relnamespace in ('pg_catalog'::regnamespace, ${statementsSchema}) and not has_table_privilege(r.oid, c.oid, 'SELECT')
       and (r.rolname = $1 and c.relname = any(${look}) or r.rolname = any($2) and c.relname = any(${act})) order by 1)`

/**
 * Reads the rights of the logins, as people wrote the names; a login unknown to the server is left out.
 * From 16 on a REVOKE takes back only what the named role granted.
 */
export const loginRights = (
  reader: Reader,
  observe: string,
  acting: readonly string[],
): Promise<readonly LoginRights[]> =>
  reader.read<LoginRights>(
    `select rolname as login, quote_ident(rolname) as quoted, rolsuper as superuser, rolcanlogin as "mayLogIn",
       has_database_privilege(oid, current_database(), 'CONNECT') as connects,
       rolinherit as inherits, ${heldRole('r.oid', 'pg_monitor')} as monitors, ${heldRole('r.oid', 'pg_signal_backend')} as signals,
       rolreplication as replicates, has_function_privilege(oid, 'pg_promote(boolean, integer)', 'EXECUTE') as promotes,
       case when not rolsuper and ${superuserBehind('r.oid')} is not null then json_build_object(
         'superuser', ${superuserBehind('r.oid')}, 'revokes', array(
           select distinct format('REVOKE %s FROM %I', m.roleid::regrole, r.rolname)
               || case when current_setting('server_version_num')::int >= 160000 then format(' GRANTED BY %s', m.grantor::regrole) else '' end
           from pg_auth_members m where m.member = r.oid and ${superuserBehind('m.roleid')} is not null)) end as becomes,
       case when rolvaliduntil < now() then to_json(rolvaliduntil) #>> '{}' end as expired,
       has_database_privilege(oid, current_database(), 'TEMPORARY') as temporary,
       ${uncallable('$3', '$4')} as uncallable, ${unreadable('$5', '$6')} as unreadable,
       json_build_object('uncallable', ${uncallable('$7', '$8')}, 'unreadable', ${unreadable('$9', '$10')},
         'granted', array(select parname from pg_parameter_acl
           where has_parameter_privilege(r.oid, parname, 'ALTER SYSTEM') order by 1)) as settings,
       array(select quote_ident(n.nspname) from pg_namespace n
         where r.rolname = $1 and not has_schema_privilege(r.oid, n.oid, 'USAGE')
           and (n.oid = ${statementsSchema} or exists (select from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
             join pg_type t on t.oid = a.atttypid where t.typnamespace = n.oid and c.relkind in ('r', 'p', 'm'))) order by 1) as unusable
     from pg_roles r where rolname = $1 or rolname = any($2) order by rolname <> $1, rolname`,
    [
      observe,
      acting,
      usedToLook.functions,
      usedToAct.functions,
      usedToLook.relations,
      usedToAct.relations,
      usedForSettings.look.functions,
      usedForSettings.act.functions,
      usedForSettings.look.relations,
      usedForSettings.act.relations,
    ],
  )

export interface Owner {
  readonly owner: string
  readonly quoted: string
  /** The superuser that the owner is, or may become; null where there is none. */
  readonly superuser: string | null
  readonly tables: number
  /** True when somebody other than a superuser may grant the owner: before 16 whoever may create roles. */
  readonly grantable: boolean
  /** True when the login for ddl may SET ROLE to the owner. */
  readonly may: boolean
  /** Schemas with tables of an owner who may not use them or create there: no index can be built, and no drop undone. */
  readonly closed: readonly { readonly schema: string; readonly grant: string }[]
}

/** Lists the owners of tables here; without a login for ddl `may` is false. */
export const tableOwners = (
  { primary, cluster }: View,
  actor: string | null,
): Promise<readonly Owner[]> =>
  primary.read<Owner>(
    `select o.rolname as owner, quote_ident(o.rolname) as quoted, ${superuserBehind('o.oid')} as superuser, count(*)::int as tables,
       current_setting('server_version_num')::int < 160000
         or exists (select from pg_auth_members m where m.roleid = o.oid and m.admin_option) as grantable,
       coalesce(bool_or(pg_has_role(l.oid, o.oid, $2)), false) as may,
       coalesce(json_agg(distinct jsonb_build_object('schema', n.nspname,
           'grant', format('GRANT %s ON SCHEMA %I TO %I', ${lackingOn('o.oid', 'n.oid')}, n.nspname, o.rolname)))
         filter (where ${lackingOn('o.oid', 'n.oid')} <> ''), '[]') as closed
     from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles o on o.oid = c.relowner
       left join pg_roles l on l.rolname = $1
     where c.relkind in ('r', 'p', 'm') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
     group by o.oid, o.rolname order by count(*) desc, o.rolname`,
    // 16 tells membership apart from the right to SET ROLE.
    [actor, cluster.version >= 16 ? 'SET' : 'MEMBER'],
  )

/** Reads the name of the current database, quoted for a GRANT. */
export const databaseName = async (reader: Reader): Promise<string> =>
  (await reader.read<{ name: string }>('select quote_ident(current_database()) as name'))[0]
    ?.name ?? ''
