/** The manifest of a base backup, as PostgreSQL writes a manifest (manual, chapter 71). */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { lsn } from '#cluster/facts/backup/about'

export interface BackupManifest {
  readonly timeline: number
  readonly startLsn: string
  readonly endLsn: string
  /** By path within the data folder; files of a tablespace begin with `pg_tblspc/<oid>/`. */
  readonly files: ReadonlyMap<string, ManifestFile>
}

export interface ManifestFile {
  readonly bytes: number
  /** In hex. */
  readonly sha256: string
}

/** Bytes of a manifest at most: some millions of files. */
export const longestManifest = 500 * 1_024 ** 2

const schema = z.object({
  'PostgreSQL-Backup-Manifest-Version': z.union([z.literal(1), z.literal(2)]),
  Files: z.array(
    z.object({
      Path: z.string().optional(),
      'Encoded-Path': z.string().optional(),
      Size: z.int(),
      'Checksum-Algorithm': z.literal('SHA256'),
      Checksum: z.string(),
    }),
  ),
  'WAL-Ranges': z.array(z.object({ Timeline: z.int(), 'Start-LSN': lsn, 'End-LSN': lsn })).min(1),
  'Manifest-Checksum': z.string(),
})

/** Undefined for a text that is not a manifest as PostgreSQL wrote the manifest: the last line has a SHA-256 of the rest. */
export const readManifest = (text: string): BackupManifest | undefined => {
  const last = text.lastIndexOf('\n', text.length - 2) + 1
  const parsed = schema.safeParse(asJson(text))
  if (!parsed.success) return undefined
  const sum = createHash('sha256').update(text.slice(0, last)).digest('hex')
  if (parsed.data['Manifest-Checksum'] !== sum) return undefined
  // PostgreSQL writes the newest timeline first.
  const ranges = parsed.data['WAL-Ranges'].toSorted((one, other) => one.Timeline - other.Timeline)
  const [first, newest] = [ranges[0], ranges.at(-1)]
  if (!first || !newest) return undefined
  return {
    timeline: newest.Timeline,
    startLsn: first['Start-LSN'],
    endLsn: newest['End-LSN'],
    files: new Map(
      parsed.data.Files.map(file => [
        // As names in an archive are read: bytes that are not UTF-8 become the same signs on both sides.
        file.Path ?? Buffer.from(file['Encoded-Path'] ?? '', 'hex').toString('utf8'),
        { bytes: file.Size, sha256: file.Checksum },
      ]),
    ),
  }
}

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
