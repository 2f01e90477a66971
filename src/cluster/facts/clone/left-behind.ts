/** What a copy of rows lacks of its table, as statements of the clone's catalogue: keys, indexes, defaults, triggers. */
import { findTables } from '#cluster/facts/table/tables'
import type { Reader, View } from '#model/view'

export interface LeftBehind {
  readonly clone: string
  /** Schema and name, quoted. */
  readonly quoted: string
  /** Quoted. */
  readonly schema: string
  readonly owner: string
  /** In the order in which they run, behind the move of the copy to `quoted`. */
  readonly statements: readonly string[]
  /** Tables of other owners with a foreign key to the table, quoted, with the owner: `public.lines (billing)`. */
  readonly others: readonly string[]
  /** Quoted columns that PostgreSQL computes, which no column with values can become. */
  readonly generated: readonly string[]
  readonly partitioned: boolean
  /** Whether row-level security is on, or policies wait for it. */
  readonly policies: boolean
}

/** Null unless one table of that name is in the clone, or in the only clone that has such a table. */
export const leftBehind = async (
  { clones, database }: Pick<View, 'clones' | 'database'>,
  { clone, table }: { readonly clone?: string | undefined; readonly table: string },
): Promise<LeftBehind | null> => {
  const asked = clone === undefined ? clones.names : [clone]
  const read = await Promise.all(
    asked.map(async name => {
      const there = await clones.view(name, database)
      return there && readLeft(there.primary, name, table)
    }),
  )
  const [only, ...others] = read.filter(one => one !== null)
  return only && others.length === 0 ? only : null
}

const readLeft = async (
  reader: Reader,
  clone: string,
  table: string,
): Promise<LeftBehind | null> => {
  const [found, ...others] = await findTables(reader, table)
  if (!found || others.length > 0) return null
  const [row] = await reader.read<Omit<LeftBehind, 'clone'>>(left, [found.oid])
  return row ? { clone, ...row } : null
}

/** Behind the highest value so far; of a sequence that counts down, behind the lowest. */
const goOn = `format('SELECT setval(%L::regclass, %s(%I)) FROM %s HAVING %s(%I) %s %s', one.sequence,
  one.most, one.attname, one.quoted, one.most, one.attname, one.beyond, one.least)`

const ofSequences = `select case one.attidentity when '' then 1 else 2 end as rank, one.attnum::text as place, said.nth, said.text
  from (select whole.quoted, a.attname, a.attnum, a.attidentity, format('%I.%I', sn.nspname, sc.relname) as sequence,
      format_type(s.seqtypid, null) as type,
      format(' INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s%s', s.seqincrement, s.seqmin, s.seqmax,
        s.seqstart, s.seqcache, case when s.seqcycle then ' CYCLE' else '' end) as options,
      case when s.seqincrement > 0 then 'max' else 'min' end as most,
      case when s.seqincrement > 0 then '>=' else '<=' end as beyond,
      case when s.seqincrement > 0 then s.seqmin else s.seqmax end as least
    from whole join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = whole.oid
        and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
      join pg_sequence s on s.seqrelid = d.objid join pg_class sc on sc.oid = d.objid
      join pg_namespace sn on sn.oid = sc.relnamespace
      join pg_attribute a on a.attrelid = whole.oid and a.attnum = d.refobjsubid) one,
  unnest(case one.attidentity when '' then array[
      format('CREATE SEQUENCE %s AS %s%s', one.sequence, one.type, one.options),
      format('ALTER SEQUENCE %s OWNED BY %s.%I', one.sequence, one.quoted, one.attname), ${goOn}]
    else array[
      format('ALTER TABLE %s ALTER COLUMN %I ADD GENERATED %s AS IDENTITY (SEQUENCE NAME %s%s)', one.quoted, one.attname,
        case one.attidentity when 'a' then 'ALWAYS' else 'BY DEFAULT' end, one.sequence, one.options), ${goOn}]
    end) with ordinality as said(text, nth)`

const ofDefaults = `select 2, a.attnum::text, 0, format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT %s', whole.quoted, a.attname,
      pg_get_expr(ad.adbin, ad.adrelid))
    from whole join pg_attrdef ad on ad.adrelid = whole.oid
      join pg_attribute a on a.attrelid = ad.adrelid and a.attnum = ad.adnum
    where a.attgenerated = ''`

// A cascade took the foreign keys of other tables as well. NOT NULL comes along with the columns.
const ofConstraints = `select case k.contype when 'f' then 5 else 3 end, k.conname::text, 0,
      format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid))
    from whole join pg_constraint k on k.conrelid = whole.oid or (k.confrelid = whole.oid and k.contype = 'f')
      join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where k.contype in ('p', 'u', 'x', 'c', 'f') and k.conparentid = 0 and c.relowner = whole.relowner`

const ofIndexes = `select 4, x.relname::text, 0, pg_get_indexdef(i.indexrelid)
    from whole join pg_index i on i.indrelid = whole.oid join pg_class x on x.oid = i.indexrelid
    where not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))`

const ofTriggers = `select 6, t.tgname::text, 0, pg_get_triggerdef(t.oid)
    from whole join pg_trigger t on t.tgrelid = whole.oid where not t.tgisinternal`

const left = `with whole as (select c.oid, format('%I.%I', n.nspname, c.relname) as quoted, quote_ident(n.nspname) as schema,
      c.relkind, c.relrowsecurity, c.relowner
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = $1::oid),
  one as (${[ofSequences, ofDefaults, ofConstraints, ofIndexes, ofTriggers].join(' union all ')})
  select whole.quoted, whole.schema, pg_get_userbyid(whole.relowner) as owner, whole.relkind = 'p' as partitioned,
    array(select one.text from one order by one.rank, one.place, one.nth) as statements,
    array(select distinct format('%I.%I (%s)', n.nspname, c.relname, pg_get_userbyid(c.relowner)) from pg_constraint k
      join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      where k.confrelid = whole.oid and k.contype = 'f' and k.conparentid = 0 and c.relowner <> whole.relowner order by 1) as others,
    array(select quote_ident(a.attname) from pg_attribute a
      where a.attrelid = whole.oid and a.attgenerated <> '' and not a.attisdropped order by a.attnum) as generated,
    whole.relrowsecurity or exists (select from pg_policy p where p.polrelid = whole.oid) as policies
  from whole`
