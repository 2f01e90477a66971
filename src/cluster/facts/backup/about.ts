/** Howdah's own words about a base backup, beside PostgreSQL's manifest. */
import { z } from 'zod'
import { backupName } from '#model/actions/basebackup'

export const lsn = z.string().regex(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/)

export const backupSchema = z.strictObject({
  format: z.literal(1),
  backup: z.string().regex(backupName),
  cluster: z.string(),
  node: z.string(),
  run: z.string(),
  /** The identifier of the database system. */
  system: z.string(),
  /** `18.4`. */
  server: z.string(),
  /** Bytes of one file of WAL. */
  segment: z.int(),
  timeline: z.int(),
  startLsn: lsn,
  endLsn: lsn,
  /** ISO times, by the clock of Howdah's machine. */
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  /** By file, the bytes of each archive. */
  archives: z.record(z.string(), z.int()),
  /** By oid, where each tablespace lay. */
  tablespaces: z.record(z.string(), z.string()),
  /** In the manifest. */
  files: z.int(),
  /** The role that initdb made. */
  superuser: z.string(),
  /** Settings that may not be lower where the backup is restored (manual, 26.4.3). */
  needs: z.record(z.string(), z.int()),
})

export type BackupAbout = z.infer<typeof backupSchema>

export const bytesOf = ({ archives }: Pick<BackupAbout, 'archives'>): number =>
  Object.values(archives).reduce((sum, one) => sum + one, 0)

/** `3` of `full-3`; 0 for another name. */
export const numberOf = (backup: string): number => Number(backupName.exec(backup)?.[1] ?? 0)
