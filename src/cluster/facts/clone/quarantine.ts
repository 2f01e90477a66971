/** The place that the rows come to: a free name for the schema, and the rights of the owner of the table. */
import type { Reader } from '#model/view'

export interface QuarantineFacts {
  /** Quoted, and free; null where `wanted` and a hundred similar names are taken. */
  readonly schema: string | null
  /** Whether somebody has a schema of the wanted name. */
  readonly taken: boolean
  /** Whether there is such a role as the owner. */
  readonly owner: boolean
  /** The GRANT without which the owner may not make a schema here; null where the owner may. */
  readonly createGrant: string | null
  /** Quoted roles that default privileges of the owner let into new schemas and tables. */
  readonly shutOut: { readonly schema: readonly string[]; readonly table: readonly string[] }
  /** Event triggers that a new schema and table call, for a session of any role. */
  readonly eventTriggers: readonly string[]
  /** Those of the asked roles and collations that exist. */
  readonly roles: readonly string[]
  readonly collations: readonly string[]
}

export interface QuarantineWish {
  /** Plain, with the case kept. */
  readonly schema: string
  readonly owner: string
  readonly roles: readonly string[]
  /** Quoted, with their schemas. */
  readonly collations: readonly string[]
}

export const quarantineFacts = async (
  reader: Reader,
  { schema, owner, roles, collations }: QuarantineWish,
): Promise<QuarantineFacts> => {
  const [row] = await reader.read<QuarantineFacts>(facts, [schema, owner, roles, collations])
  if (!row) throw new Error('no facts')
  return row
}

/** Defaults of the owner that name a schema never hold for a new schema. */
const letIn = (kind: 'n' | 'r') =>
  `coalesce((select json_agg(distinct case when acl.grantee = 0 then 'PUBLIC' else acl.grantee::regrole::text end)
    from pg_default_acl d, aclexplode(d.defaclacl) acl
    where d.defaclrole = o.oid and d.defaclnamespace = 0 and d.defaclobjtype = '${kind}' and acl.grantee <> o.oid), '[]')`

const facts = `select
    (select quote_ident(one.name) from (
        select n, $1::text || case n when 1 then '' else '_' || n end as name from generate_series(1, 100) n) one
      where not exists (select from pg_namespace s where s.nspname = one.name) order by one.n limit 1) as schema,
    exists (select from pg_namespace where nspname = $1) as taken,
    o.oid is not null as owner,
    case when not has_database_privilege(o.oid, current_database(), 'CREATE')
      then format('GRANT CREATE ON DATABASE %I TO %I', current_database(), o.rolname) end as "createGrant",
    json_build_object('schema', ${letIn('n')}, 'table', ${letIn('r')}) as "shutOut",
    array(select evtname::text from pg_event_trigger where evtenabled in ('O', 'A') and evtevent in ('ddl_command_start', 'ddl_command_end')
      and (evttags is null or evttags && array['CREATE SCHEMA', 'CREATE TABLE', 'CREATE TABLE AS']) order by 1) as "eventTriggers",
    array(select rolname::text from pg_roles where rolname = any($3::text[]) order by 1) as roles,
    array(select format('%I.%I', n.nspname, co.collname) from pg_collation co join pg_namespace n on n.oid = co.collnamespace
      where format('%I.%I', n.nspname, co.collname) = any($4::text[]) order by 1) as collations
  from (select) one left join pg_roles o on o.rolname = $2`
