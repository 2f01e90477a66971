/** Sequential scans of tables, counted since the statistics began. */
import type { Reader } from '#model/view'

export interface Scans {
  readonly schema: string
  readonly table: string
  /** Each process that takes part counts: a scan with two workers counts three. */
  readonly scans: number
  readonly rows: number
  /** Present rows of the table by the statistics; 0 when not known. */
  readonly live: number
}

/** By the table's oid. */
export const sequentialScans = async (reader: Reader): Promise<Readonly<Record<string, Scans>>> => {
  const rows = await reader.read<{ oid: string } & Scans>(
    `select relid::text as oid, schemaname as schema, relname as table, seq_scan::float8 as scans,
       seq_tup_read::float8 as rows, n_live_tup::float8 as live from pg_stat_user_tables`,
  )
  return Object.fromEntries(rows.map(({ oid, ...scans }) => [oid, scans]))
}
