/** The types of a table's columns that are no part of PostgreSQL, compared between two servers by name and parts. */
import type { Reader } from '#model/view'

export interface OwnType {
  /** As format_type prints the type: `public.mood`. */
  readonly name: string
  readonly kind: 'enum' | 'composite' | 'domain' | 'range' | 'other'
  /** Labels of an enum, attributes of a composite type, the type below a domain or range. */
  readonly parts: readonly string[]
}

/** Also the types within: of elements, attributes, domains and ranges. */
export const typesOfTable = (reader: Reader, oid: string): Promise<readonly OwnType[]> =>
  reader.read<OwnType>(
    `with recursive kind as (
      select a.atttypid as oid from pg_attribute a where a.attrelid = $1::oid and a.attnum > 0 and not a.attisdropped
      union select part.oid from kind join pg_type t on t.oid = kind.oid, lateral (
        select t.typbasetype union all select t.typelem
        union all select r.rngsubtype from pg_range r where t.oid in (r.rngtypid, r.rngmultitypid)
        union all select r.rngtypid from pg_range r where t.oid = r.rngmultitypid
        union all select a.atttypid from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
      ) part (oid) where part.oid <> 0
    ) ${described} join kind on kind.oid = t.oid
    where t.oid >= 16384 and not (t.typelem <> 0 and t.typcategory = 'A') order by 1`,
    [oid],
  )

/** Those of the names that exist here; no right on the schema is needed. */
export const typesNamed = (
  reader: Reader,
  names: readonly string[],
): Promise<readonly OwnType[]> =>
  names.length === 0
    ? Promise.resolve([])
    : reader.read<OwnType>(
        `${described} where t.oid >= 16384 and format_type(t.oid, null) = any($1::text[]) order by 1`,
        [names],
      )

const described = `select format_type(t.oid, null) as name,
    case t.typtype when 'e' then 'enum' when 'c' then 'composite' when 'd' then 'domain' when 'r' then 'range' else 'other' end as kind,
    case t.typtype
      when 'e' then array(select e.enumlabel::text from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder)
      when 'c' then array(select format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)) from pg_attribute a
        where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped order by a.attnum)
      when 'd' then array[format_type(t.typbasetype, t.typtypmod)]
      when 'r' then array(select format_type(r.rngsubtype, null) from pg_range r where r.rngtypid = t.oid)
      else array[]::text[] end as parts
  from pg_type t`
