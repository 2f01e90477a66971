/** Other keepers of a set: pg_partman, publications and subscribers. */
import type { Reader } from '#model/view'

/** The row of a set in pg_partman's part_config; null where pg_partman does not keep the set. */
export interface Partman {
  /** `partman.part_config`, quoted. */
  readonly config: string
  /** Null where the login may not read the table. */
  readonly keeps: boolean | null
}

/** Null where the database has no pg_partman. */
export const partmanOf = async (
  reader: Reader,
  { schema, name }: { readonly schema: string; readonly name: string },
): Promise<Partman | null> => {
  const [found] = await reader.read<{ config: string; readable: boolean }>(
    `select format('%I.part_config', n.nspname) as config,
       has_schema_privilege(n.oid, 'USAGE') and has_table_privilege(c.oid, 'SELECT') as readable
     from pg_extension e join pg_namespace n on n.oid = e.extnamespace
       join pg_class c on c.relnamespace = n.oid and c.relname = 'part_config'
     where e.extname = 'pg_partman'`,
  )
  if (!found) return null
  if (!found.readable) return { config: found.config, keeps: null }
  const rows = await reader.read<object>(
    `select from ${found.config} where parent_table = $1::text || '.' || $2::text`,
    [schema, name],
  )
  return { config: found.config, keeps: rows.length > 0 }
}

/** A publication that has the changes of a set. */
export interface PublishedBy {
  readonly name: string
  /** True where subscribers see the changes as the parent's, so that no subscriber lists a partition. */
  readonly viaRoot: boolean
  /** Slots that are in use or kept for a subscriber, of any publication of the database. */
  readonly slots: readonly string[]
}

export const publicationsOf = (reader: Reader, oid: string): Promise<readonly PublishedBy[]> =>
  reader.read<PublishedBy>(
    `select distinct p.pubname::text as name, p.pubviaroot as "viaRoot",
       array(select s.slot_name::text from pg_replication_slots s
         where s.slot_type = 'logical' and s.database = current_database() order by 1) as slots
     from pg_class c join pg_publication p on p.puballtables
       or exists (select from pg_publication_rel r where r.prpubid = p.oid and (r.prrelid = c.oid
         or r.prrelid in (select a.relid from pg_partition_ancestors(c.oid) a)))
       or exists (select from pg_publication_namespace s where s.pnpubid = p.oid and s.pnnspid = c.relnamespace)
     where c.oid = $1::oid order by 1`,
    [oid],
  )
