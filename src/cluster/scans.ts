/** How tables are read from end to end: counters since statistics began. */
import type { Reader } from '#cluster/view'

export interface Scans {
  readonly scans: number
  readonly rows: number
}

export const sequentialScans = async (reader: Reader): Promise<Readonly<Record<string, Scans>>> => {
  const rows = await reader.read<{ table: string } & Scans>(
    `select relname as table, sum(seq_scan)::float8 as scans, sum(seq_tup_read)::float8 as rows
     from pg_stat_user_tables group by relname`,
  )
  return Object.fromEntries(rows.map(({ table, scans, rows }) => [table, { scans, rows }]))
}
