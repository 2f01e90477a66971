/** Tables for which PostgreSQL would call functions of the database, merely to plan a query or to read rows. */
import type { Reader } from '#model/view'

/**
 * Of `oids`, those that nothing is read from for a question. A plan computes constants in each index, constraint, policy, kept
 * statistic and generated column, and a policy is asked for each row: such functions act with the rights of whoever reads.
 */
export const withOwnCode = async (
  reader: Reader,
  oids: readonly string[],
): Promise<ReadonlySet<string>> => {
  const rows = await reader.read<{ oid: string }>(ownCode, [oids])
  return new Set(rows.map(({ oid }) => oid))
}

// PostgreSQL keeps no dependency on what initdb made: a policy may call a function of PostgreSQL that takes a setting or a
// statement as text. An index that a constraint made need not depend on the table. No default is called for a query.
const ownCode = `with recursive tree as (
    select oid as root, oid from unnest($1::oid[]) given (oid)
    union select root, inhrelid from tree join pg_inherits on inhparent = tree.oid
  ), parts (root, class, oid) as (
    select root, 'pg_class'::regclass::oid, oid from tree
    union select root, 'pg_class'::regclass, indexrelid from tree join pg_index on indrelid = tree.oid
    union select root, classid, objid from tree join pg_depend on refobjid = tree.oid and refclassid = 'pg_class'::regclass
      where classid not in ('pg_rewrite'::regclass, 'pg_trigger'::regclass)
        and not (classid = 'pg_attrdef'::regclass and exists (select from pg_attrdef d join pg_attribute a
          on a.attrelid = d.adrelid and a.attnum = d.adnum where d.oid = objid and a.attgenerated = ''))
  )
  select root::text as oid from parts join pg_depend d on d.classid = class and d.objid = parts.oid
    where d.refclassid in ('pg_proc'::regclass, 'pg_operator'::regclass)
  union select root::text from tree join pg_class c on c.oid = tree.oid where c.relrowsecurity`
