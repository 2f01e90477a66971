import type { KeptBackup } from '#cluster/facts/backup/kept-backup'
import type { VerifiedBackup } from '#model/record/verified-backup'

/** The newest reading of this very backup as a whole; `verified` has the newest first. */
export const lastVerified = (
  { about, genuine }: KeptBackup,
  verified: readonly VerifiedBackup[],
): VerifiedBackup | undefined =>
  genuine === 'genuine' && about
    ? verified.find(one => one.backup === about.backup && one.manifest === about.manifest)
    : undefined
