/**
 * Refuses to touch rows of a table that calls code of the database while the session may become the owner of other
 * tables: code in a session takes back SET ROLE, and then takes any role of the login (manual, SET ROLE).
 */
import type { Client } from 'pg'
import { extended } from '#cluster/clients/postgres/connection'
import { Failure } from '#src/errors'

/**
 * Within the transaction, with the table locked: no trigger, and no view of that name, comes between this look and the rows. Asked
 * again for each batch: rights and functions change without a lock on the table. Only a session that may become
 * another owner pays for the look at the table. No statement is prepared, since code in the session could replace a
 * prepared statement.
 */
export const refuseStrangeCode = async (client: Client, table: string): Promise<void> => {
  const { rows: roles } = await client.query<{ name: string; path: string }>(
    extended(otherRoles, [], 10_000),
  )
  const [role] = roles
  if (role === undefined) return
  await client.query(extended(setPath, ['pg_catalog'], 5_000))
  const { rows: functions } = await client.query<{ name: string }>(
    extended(strange, [table], 10_000),
  )
  await client.query(extended(setPath, [role.path], 5_000))
  const [code] = namesOf(functions)
  if (code === undefined) return
  throw new Failure(
    'cluster.strange-code',
    `${table} calls ${few(namesOf(functions))} of the database, and such code could act as ${few(namesOf(roles))}, which the same login may become.`,
    'Do it by hand as the owner, or give this cluster a login for `ddl` that is a member of this one owner alone.',
  )
}

const setPath = `select pg_catalog.set_config('search_path', $1, true)`

const namesOf = (rows: readonly { readonly name: string }[]): readonly string[] =>
  rows.map(({ name }) => name)

const few = ([first = '', ...more]: readonly string[]): string =>
  more.length === 0 ? first : `${first} and ${more.length} more`

/** Roles that look and disturb, and own nothing. */
const harmless = `'pg_monitor', 'pg_read_all_settings', 'pg_read_all_stats', 'pg_stat_scan_tables', 'pg_signal_backend',
  'pg_checkpoint', 'pg_maintain', 'pg_use_reserved_connections', 'pg_signal_autovacuum_worker'`

// Every name with its schema: this one runs where names are the application's.
const otherRoles = `select r.rolname::pg_catalog.text as name, pg_catalog.current_setting('search_path') as path from pg_catalog.pg_roles r
  where pg_catalog.pg_has_role(session_user, r.oid, 'member') and not pg_catalog.pg_has_role(current_user, r.oid, 'member')
    and r.rolname operator(pg_catalog.<>) session_user
    and r.rolname operator(pg_catalog.<>) all (array[${harmless}]::pg_catalog.name[]) order by 1`

/** Types in an expression as stored: `:consttype 25`, `:resulttype 16400`, `:row_typeid 16388`. */
const types = String.raw`:\w*typ(?:e|id|eid|eId) (\d+)`

// Functions of PostgreSQL that take a statement, a setting or the name of a type as text would bring any code along, and
// pg_depend has nothing of initdb's objects: these are found in the expressions. Input functions alone take a cstring.
const harmlessVolatile = `'nextval', 'currval', 'lastval', 'random', 'random_normal', 'clock_timestamp', 'timeofday', 'gen_random_uuid',
  'uuidv4', 'uuidv7', 'txid_current', 'txid_current_if_assigned', 'pg_current_xact_id', 'pg_current_xact_id_if_assigned'`

// Objects below 16384 come from initdb. A foreign key with an action changes rows of a second table, whose code is called
// as well. Within such an action and within a SECURITY DEFINER function no role can be set, but what they queue in a
// deferred trigger is called at the commit, by the session. A rule may change any table. An expression may bring a type
// along, whose domains have checks, and a range may have a function for the distance of values, which an index calls.
const strange = `with recursive tree as (
    select $1::regclass::oid as oid
    union select other.oid from tree, lateral (
      select inhrelid from pg_inherits where inhparent = tree.oid
      union all select conrelid from pg_constraint where contype = 'f' and confrelid = tree.oid
        and (confdeltype not in ('a', 'r') or confupdtype not in ('a', 'r'))) other (oid)
  ), written as (
    select conbin::text as expression from tree join pg_constraint on conrelid = tree.oid
    union all select adbin::text from tree join pg_attrdef on adrelid = tree.oid
    union all select tgqual::text from tree join pg_trigger on tgrelid = tree.oid where tgenabled <> 'D'
    union all select e from tree join pg_policy on polrelid = tree.oid, lateral (values (polqual::text), (polwithcheck::text)) v (e)
    union all select e from tree join pg_index on indrelid = tree.oid, lateral (values (indexprs::text), (indpred::text)) v (e)
    union all select stxexprs::text from tree join pg_statistic_ext on stxrelid = tree.oid
    union all select partexprs::text from tree join pg_partitioned_table on partrelid = tree.oid
  ), kind as (
    select a.atttypid as oid from tree join pg_attribute a on a.attrelid = tree.oid
      where a.attnum > 0 and not a.attisdropped
    union select c.reltype from tree join pg_class c on c.oid = tree.oid
    union select named[1]::oid from written, regexp_matches(expression, '${types}', 'g') named
    union select part.oid from kind join pg_type t on t.oid = kind.oid, lateral (
      select t.typbasetype union all select t.typelem
      union all select rngsubtype from pg_range where t.oid in (rngtypid, rngmultitypid)
      union all select rngtypid from pg_range where t.oid = rngmultitypid
      union all select atttypid from pg_attribute where attrelid = t.typrelid and attnum > 0 and not attisdropped
      union all select named[1]::oid from pg_constraint c, regexp_matches(c.conbin::text, '${types}', 'g') named
        where c.contypid = t.oid
    ) part (oid) where part.oid <> 0
  ), part as (
    select 'pg_trigger'::regclass as class, t.oid from tree join pg_trigger t on t.tgrelid = tree.oid
      where not t.tgisinternal and t.tgenabled <> 'D'
    union all select 'pg_constraint'::regclass, c.oid from tree join pg_constraint c on c.conrelid = tree.oid
    union all select 'pg_constraint'::regclass, c.oid from kind join pg_constraint c on c.contypid = kind.oid
    union all select 'pg_attrdef'::regclass, d.oid from tree join pg_attrdef d on d.adrelid = tree.oid
    union all select 'pg_policy'::regclass, p.oid from tree join pg_policy p on p.polrelid = tree.oid
    union all select 'pg_statistic_ext'::regclass, s.oid from tree join pg_statistic_ext s on s.stxrelid = tree.oid
    union all select 'pg_class'::regclass, i.indexrelid from tree join pg_index i on i.indrelid = tree.oid
    union all select 'pg_class'::regclass, oid from tree
  ), called as (
    select case d.refclassid when 'pg_operator'::regclass then (select oprcode::oid from pg_operator where oid = d.refobjid)
      else d.refobjid end as oid
    from part join pg_depend d on d.classid = part.class and d.objid = part.oid
    where d.refclassid in ('pg_proc'::regclass, 'pg_operator'::regclass)
    union select unnest(array[rngsubdiff::oid, rngcanonical::oid]) from kind join pg_range on kind.oid in (rngtypid, rngmultitypid)
    union select castfunc::oid from kind join pg_cast on kind.oid in (castsource, casttarget) where kind.oid >= 16384
    union select named[1]::oid from (
      select expression from written union all select c.conbin::text from kind join pg_constraint c on c.contypid = kind.oid
    ) e, regexp_matches(expression, ':(?:func|opfunc)id (\\d+)', 'g') named
  )
  select distinct p.oid::regprocedure::text as name from called join pg_proc p on p.oid = called.oid
    join pg_language l on l.oid = p.prolang
    where p.oid >= 16384 and l.lanname not in ('c', 'internal')
      or p.oid < 16384 and (p.provolatile = 'v' and p.proname <> all (array[${harmlessVolatile}]::name[])
        or p.proname ~ '_xml$|_xmlschema$|^pg_input_' or 'cstring'::regtype = any (p.proargtypes))
  union all select 'the view ' || c.oid::regclass from tree join pg_class c on c.oid = tree.oid where c.relkind in ('v', 'm')
  union all select 'the rule ' || r.rulename from tree join pg_rewrite r on r.ev_class = tree.oid
    where r.ev_type <> '1' and r.ev_enabled <> 'D' order by 1`
