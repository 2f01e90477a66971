/** Sequential scans of tables, counted since the statistics began. */
import type { Reader } from '#model/view'

export interface Scans {
  /** Each process that takes part counts: a scan with two workers counts three. */
  readonly scans: number
  readonly rows: number
  /** Present rows of the table by the statistics; 0 when not known. */
  readonly live: number
}

export const sequentialScans = async (reader: Reader): Promise<Readonly<Record<string, Scans>>> => {
  const rows = await reader.read<{ table: string } & Scans>(
    `select relname as table, sum(seq_scan)::float8 as scans, sum(seq_tup_read)::float8 as rows, sum(n_live_tup)::float8 as live
     from pg_stat_user_tables group by relname`,
  )
  return Object.fromEntries(rows.map(({ table, ...scans }) => [table, scans]))
}
