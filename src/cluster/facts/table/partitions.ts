/** Partitions, each with the partitioned table at the top. */
import type { Reader } from '#model/view'

export interface RootedPartition {
  readonly oid: string
  readonly name: string
  readonly rootOid: string
  /** Quoted: `public.events`. */
  readonly root: string
}

export const partitionsOf = (reader: Reader): Promise<readonly RootedPartition[]> =>
  reader.read<RootedPartition>(
    `with recursive tree as (
       select oid, oid as root from pg_class where relkind = 'p' and not relispartition
       union all select inhrelid, root from tree join pg_inherits on inhparent = tree.oid)
     select c.oid::text as oid, c.relname::text as name, r.oid::text as "rootOid",
       format('%I.%I', n.nspname, r.relname) as root
     from tree join pg_class c on c.oid = tree.oid join pg_class r on r.oid = tree.root
     join pg_namespace n on n.oid = r.relnamespace
     where tree.oid <> tree.root`,
  )
