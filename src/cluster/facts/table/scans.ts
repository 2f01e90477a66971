/** How tables are read from end to end: counters since statistics began. */
import type { Reader } from '#model/view'

export interface Scans {
  /** One for each process that takes part: a scan with two workers counts three. */
  readonly scans: number
  readonly rows: number
  /** Rows that the table has now, as the statistics know; 0 when they do not. */
  readonly live: number
}

export const sequentialScans = async (reader: Reader): Promise<Readonly<Record<string, Scans>>> => {
  const rows = await reader.read<{ table: string } & Scans>(
    `select relname as table, sum(seq_scan)::float8 as scans, sum(seq_tup_read)::float8 as rows, sum(n_live_tup)::float8 as live
     from pg_stat_user_tables group by relname`,
  )
  return Object.fromEntries(rows.map(({ table, ...scans }) => [table, scans]))
}
