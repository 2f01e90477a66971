import type { DrillCheck } from '#cluster/facts/restore/evidence'
import type { Reader } from '#model/view'
import { counted } from '#text/figures'

/** By the counters of the clone, which begin with it: of the pages that were read. */
export const checkChecksums = async (reader: Reader): Promise<DrillCheck> => {
  const [row] = await reader.read<{ on: boolean; failures: number }>(
    `select current_setting('data_checksums') = 'on' as "on", coalesce(sum(checksum_failures), 0)::int as failures
       from pg_stat_database`,
  )
  const name = 'checksums'
  if (!row?.on)
    return {
      name,
      outcome: 'not done',
      words:
        'Data checksums are off, so a page that was damaged on the server looks like any other.',
    }
  return row.failures === 0
    ? { name, outcome: 'passed', words: 'No page that was read has a wrong checksum.' }
    : {
        name,
        outcome: 'failed',
        words: `${counted(row.failures, 'page has a wrong checksum', 'pages have a wrong checksum')}.`,
      }
}
