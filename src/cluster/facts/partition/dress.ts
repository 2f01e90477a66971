/**
 * The statements that make a new table equal to the newest partition. Neither LIKE nor PARTITION OF brings owner,
 * privileges, row security, replica identity, statistics targets, storage parameters and tablespace.
 */
import type { Reader } from '#model/view'

export interface Dress {
  /** Between `CREATE` and `TABLE`: `UNLOGGED `, or nothing. */
  readonly persistence: string
  /** Behind the parentheses of `CREATE TABLE`: access method, storage parameters, tablespace. */
  readonly tail: string
  /** For each new table, by the place in `tables`. */
  readonly statements: readonly (readonly string[])[]
  /** Belongings of the newest partition alone, without a copy on a new partition: `index events_2026_11_note_idx`. */
  readonly alone: readonly string[]
  /** Name of the index that is the replica identity, where the index of a new table has no name yet. */
  readonly identityIndex: string | null
}

interface NewTable {
  readonly name: string
  /** With its schema. */
  readonly quoted: string
}

/** `like` is the oid of the newest partition, `parent` of the partitioned table, whose owner makes the tables. */
export const dressLike = async (
  reader: Reader,
  { parent, like }: { readonly parent: string; readonly like: string },
  tables: readonly NewTable[],
): Promise<Dress> => {
  const [about] = await reader.read<Omit<Dress, 'statements'>>(aboutQuery, [like, parent])
  if (!about) return { persistence: '', tail: '', statements: [], alone: [], identityIndex: null }
  const rows = await reader.read<{ place: number; statement: string }>(statementsQuery, [
    like,
    parent,
    tables.map(({ quoted }) => quoted),
    tables.map(({ name }) => name),
  ])
  const byPlace = Map.groupBy(rows, ({ place }) => place)
  return {
    ...about,
    statements: tables.map((_, place) =>
      (byPlace.get(place + 1) ?? []).map(({ statement }) => statement),
    ),
  }
}

/** The name that PostgreSQL gives to a primary key, cut to 63 bytes where the table's name is long. */
const keyFits = `octet_length(c.relname || '_pkey') <= 63`

const aboutQuery = `select case c.relpersistence when 'u' then 'UNLOGGED ' else '' end as persistence,
  concat(
    case when am.amname <> current_setting('default_table_access_method') then format(' USING %I', am.amname) end,
    case when c.reloptions is not null or t.reloptions is not null then format(' WITH (%s)', concat_ws(', ',
      (select string_agg(format('%I = %L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)), ', ') from unnest(c.reloptions) o),
      (select string_agg(format('toast.%I = %L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)), ', ') from unnest(t.reloptions) o))) end,
    format(' TABLESPACE %I', coalesce(ts.spcname, ds.spcname))) as tail,
  array(
    select format('index %I', x.relname) from pg_index i join pg_class x on x.oid = i.indexrelid
      where i.indrelid = c.oid and not x.relispartition
    union all select format('trigger %I', g.tgname) from pg_trigger g where g.tgrelid = c.oid and not g.tgisinternal and g.tgparentid = 0
    union all select format('statistics %I', s.stxname) from pg_statistic_ext s where s.stxrelid = c.oid
    union all select format('rule %I', r.rulename) from pg_rewrite r where r.ev_class = c.oid
    union all select format('constraint %I', k.conname) from pg_constraint k
      where k.conrelid = c.oid and k.contype = 'f' and k.conparentid = 0
    union all select format('publication %I', p.pubname) from pg_publication_rel r join pg_publication p on p.oid = r.prpubid
      where r.prrelid = c.oid order by 1) as alone,
  case when c.relreplident = 'i' then (select x.relname::text from pg_index i join pg_class x on x.oid = i.indexrelid
    where i.indrelid = c.oid and i.indisreplident and not (i.indisprimary and ${keyFits})) end as "identityIndex"
from pg_class c join pg_am am on am.oid = c.relam left join pg_class t on t.oid = c.reltoastrelid
  left join pg_tablespace ts on ts.oid = c.reltablespace
  join pg_database d on d.datname = current_database() join pg_tablespace ds on ds.oid = d.dattablespace
where c.oid = $1::oid and $2::oid is not null`

/** A role in a GRANT or a policy. */
const role = (oid: string): string =>
  `case when ${oid} = 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(${oid})) end`

// What ALTER DEFAULT PRIVILEGES gives to a new table of the owner is taken away first: the newest partition alone counts.
const statementsQuery = `with new as (select quoted, name, place from unnest($3::text[], $4::text[]) with ordinality n(quoted, name, place)),
  old as (select c.*, p.relowner as maker from pg_class c, pg_class p where c.oid = $1::oid and p.oid = $2::oid),
  col as (select a.attname, a.attnum, a.attacl, a.attoptions, a.attstattarget,
      case when a.attstorage <> b.attstorage then a.attstorage end as storage,
      case when a.attcompression <> b.attcompression then a.attcompression end as compression
    from pg_attribute a join pg_attribute b on b.attrelid = $2::oid and b.attname = a.attname and not b.attisdropped
    where a.attrelid = $1::oid and a.attnum > 0 and not a.attisdropped)
select new.place::int as place, said.statement from new cross join old cross join lateral (
  select 10 as rank, attnum as within, format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS %s', new.quoted, attname, attstattarget) as statement
    from col where attstattarget >= 0
  union all select 11, attnum, format('ALTER TABLE %s ALTER COLUMN %I SET (%s)', new.quoted, attname, array_to_string(attoptions, ', '))
    from col where attoptions is not null
  union all select 12, attnum, format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE %s', new.quoted, attname,
      case storage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN' else 'EXTENDED' end) from col where storage is not null
  union all select 13, attnum, format('ALTER TABLE %s ALTER COLUMN %I SET COMPRESSION %s', new.quoted, attname,
      case compression when 'p' then 'pglz' when 'l' then 'lz4' else 'default' end) from col where compression is not null
  union all select 20, 0, format('ALTER TABLE %s REPLICA IDENTITY %s', new.quoted,
      case old.relreplident when 'f' then 'FULL' when 'n' then 'NOTHING' else format('USING INDEX %I', new.name || '_pkey') end)
    where old.relreplident in ('f', 'n') or old.relreplident = 'i' and exists (
      select from pg_index i where i.indrelid = old.oid and i.indisreplident and i.indisprimary)
  union all select 30, 0, format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', new.quoted) where old.relrowsecurity
  union all select 31, 0, format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', new.quoted) where old.relforcerowsecurity
  union all select 32, pol.oid::int, format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s', polname, new.quoted,
      case when polpermissive then 'PERMISSIVE' else 'RESTRICTIVE' end,
      case polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd' then 'DELETE' else 'ALL' end,
      (select string_agg(${role('r')}, ', ' order by r) from unnest(polroles) r),
      ' USING (' || pg_get_expr(polqual, polrelid) || ')', ' WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')')
    from pg_policy pol where polrelid = old.oid
  union all select 40, row_number() over (order by given.grantee)::int, format('REVOKE ALL ON TABLE %s FROM %s', new.quoted, ${role('given.grantee')})
    from (select distinct x.grantee from pg_default_acl d cross join lateral aclexplode(d.defaclacl) x
      where d.defaclrole = old.maker and d.defaclobjtype = 'r' and d.defaclnamespace in (0, old.relnamespace) and x.grantee <> old.maker) given
  union all select 41, row_number() over (order by x.grantee, x.grantable)::int,
      format('GRANT %s ON TABLE %s TO %s%s', x.rights, new.quoted, ${role('x.grantee')}, case when x.grantable then ' WITH GRANT OPTION' else '' end)
    from (select a.grantee, a.is_grantable as grantable, string_agg(a.privilege_type, ', ' order by a.privilege_type) as rights
      from aclexplode(old.relacl) a where a.grantee <> old.relowner group by a.grantee, a.is_grantable) x
  union all select 42, row_number() over (order by x.attnum, x.grantee, x.grantable)::int,
      format('GRANT %s ON TABLE %s TO %s%s', x.rights, new.quoted, ${role('x.grantee')}, case when x.grantable then ' WITH GRANT OPTION' else '' end)
    from (select col.attnum, a.grantee, a.is_grantable as grantable,
        string_agg(format('%s (%I)', a.privilege_type, col.attname), ', ' order by a.privilege_type) as rights
      from col cross join lateral aclexplode(col.attacl) a where a.grantee <> old.relowner
      group by col.attnum, a.grantee, a.is_grantable) x
) said order by new.place, said.rank, said.within`
