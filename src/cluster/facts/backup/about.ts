/** Howdah's own words about a base backup, beside PostgreSQL's manifest, and whether this Howdah wrote them. */
import { join } from 'node:path'
import { z } from 'zod'
import { aboutFile } from '#cluster/facts/backup/layout'
import { isPlainFolder, readPlain } from '#cluster/facts/backup/plain-file'
import type { BackupMarks } from '#model/record/backup-marks'
import { backupName } from '#model/record/backup-name'
import type { Genuineness } from '#model/record/genuineness'

export const lsn = z.string().regex(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/)

/** From 1 MB to 1 GB, as initdb takes it. */
const segmentSizes: readonly number[] = Array.from({ length: 11 }, (_, power) => 2 ** (20 + power))

const named = z.string().max(200)

const schema = z.strictObject({
  /** 1 from before backups were signed. */
  format: z.literal([1, 2]),
  backup: z.string().regex(backupName),
  cluster: named,
  node: named,
  run: named,
  /** The identifier of the database system. */
  system: z.string().regex(/^\d{1,20}$/),
  /** `18.4`. */
  server: named,
  /** Bytes of one file of WAL. */
  segment: z.int().refine(bytes => segmentSizes.includes(bytes)),
  timeline: z.int().min(1).max(0xffff_ffff),
  startLsn: lsn,
  endLsn: lsn,
  /** ISO times, by the clock of Howdah's machine. */
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  /** By file, the bytes of each archive, before encryption. */
  archives: z.record(z.string().regex(/^(base|[1-9]\d{0,9})\.tar$/), z.int().min(0)),
  /** By oid, where each tablespace lay. */
  tablespaces: z.record(z.string().regex(/^[1-9]\d{0,9}$/), z.string().max(4_096)),
  /** In the manifest. */
  files: z.int().min(0),
  /** SHA-256 of the manifest, in hex; null from before backups were signed. */
  manifest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .default(null),
  /** The name of the key that has encrypted archives and manifest; left out for none. */
  key: named.exactOptional(),
  /** The role that initdb made. */
  superuser: named,
  /** Settings that may not be lower where the backup is restored (manual, 26.4.3). */
  needs: z.record(z.string().regex(/^[a-z_]{1,63}$/), z.int()),
})

export type BackupAbout = z.infer<typeof schema>

const signedSchema = schema.extend({ signature: z.string().max(400).nullable().default(null) })

/** Bytes of Howdah's words at most: a server may have hundreds of tablespaces. */
const longestAbout = 512 * 1_024

/** Null where the folder has no such words; only genuine words count. */
export const readAbout = async (
  place: string,
  marks: Pick<BackupMarks, 'signed'>,
): Promise<{ readonly about: BackupAbout; readonly genuine: Genuineness } | null> => {
  if (!(await isPlainFolder(place))) return null
  const text = (await readPlain(join(place, aboutFile), longestAbout))?.toString('utf8')
  const parsed = signedSchema.safeParse(text === undefined ? undefined : asJson(text))
  if (!parsed.success) return null
  const { signature, ...about } = parsed.data
  if (signature === null) return { about, genuine: 'unsigned' }
  return { about, genuine: marks.signed(about, signature) ? 'genuine' : 'forged' }
}

/** The text of the file. */
export const writeAbout = (about: BackupAbout, marks: Pick<BackupMarks, 'sign'>): string =>
  `${JSON.stringify({ ...about, signature: marks.sign(about) }, null, 2)}\n`

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const bytesOf = ({ archives }: Pick<BackupAbout, 'archives'>): number =>
  Object.values(archives).reduce((sum, one) => sum + one, 0)

/** `3` of `full-3`; 0 for another name. */
export const numberOf = (backup: string): number => Number(backupName.exec(backup)?.[1] ?? 0)
