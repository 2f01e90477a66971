/** Whole pages that make up most of WAL are worth being compressed. */
import { judged, type Rule } from '#checks/config/judged'
import { isoOf, secondsSince, sinceWords } from '#checks/config/since'
import { primaryValues } from '#checks/config/values'
import { hasTraffic, primaryWorkload } from '#checks/config/workload'
import { bytes, counted, percent } from '#text/figures'

const least = { seconds: 3_600, share: 0.4, bytesPerSecond: 100 * 1_024 }

export const pageImages: Rule = about => {
  const { node, workload } = primaryWorkload(about) ?? {}
  const values = primaryValues(about)
  if (!workload || !hasTraffic(workload) || values.text('wal_compression') !== 'off')
    return judged()
  const { at, wal } = workload
  const passed = secondsSince(at, wal.began)
  if (wal.began === null || passed === null || passed < least.seconds) return judged()
  // A page without its hole is a little smaller.
  const share = Math.min(1, (wal.images * 8_192) / Math.max(1, wal.bytes))
  if (share < least.share || wal.bytes / passed < least.bytesPerSecond) return judged()
  const value = values.takes('wal_compression', 'lz4') ? 'lz4' : 'pglz'
  return judged({
    proposals: [
      {
        setting: 'wal_compression',
        value,
        now: 'off',
        evidence: `${node} wrote ${bytes(wal.bytes)} of WAL ${sinceWords(at, wal.began)}, up to ${percent(share)} of them full pages (${counted(wal.images, 'page')}).`,
        expected:
          'Less WAL to write, to send to replicas and to archive. Compression takes a little processor time of the sessions that write.',
        since: isoOf(wal.began),
      },
    ],
  })
}
