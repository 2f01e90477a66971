/** The base backup that a moment is reached from: the newest one that ended before. */
import type { BackupAbout } from '#cluster/facts/backup/about'
import type { KeptBackup, Repository } from '#cluster/facts/backup/kept-backup'
import { lastVerified } from '#cluster/facts/backup/last-verified'
import { isInFile, positionOf } from '#cluster/facts/backup/wal'
import { type CloneTarget, recordOf } from '#model/clone/target'
import type { VerifiedBackup } from '#model/record/verified-backup'

export interface FitBackup extends KeptBackup {
  readonly about: BackupAbout
  /** SHA-256 of the manifest, in hex. */
  readonly manifest: string
}

/** Whole backups of the database system that this Howdah took and never found damaged, the newest first. */
export const wholeBackups = (
  { backups }: Pick<Repository, 'backups'>,
  {
    system,
    verified,
  }: { readonly system: string | null; readonly verified: readonly VerifiedBackup[] },
): readonly FitBackup[] =>
  backups.flatMap(kept =>
    kept.about?.manifest &&
    kept.genuine === 'genuine' &&
    kept.damage.length === 0 &&
    kept.about.system === system &&
    kept.reach?.missing.length === 0 &&
    !lastVerified(kept, verified)?.wrong
      ? [{ ...kept, about: kept.about, manifest: kept.about.manifest }]
      : [],
  )

/** Undefined where every whole backup ended later. */
export const backupFor = (
  whole: readonly FitBackup[],
  target: CloneTarget,
): FitBackup | undefined => whole.find(({ about }) => endedBefore(about, target))

const endedBefore = ({ endedAt, endLsn }: BackupAbout, target: CloneTarget): boolean => {
  if (target.kind === 'time') return Date.parse(endedAt) < Date.parse(target.at)
  const record = recordOf(target)
  return record === null || positionOf(endLsn) <= positionOf(record.lsn)
}

/** The file after which WAL is missing, where the moment is later than that; undefined without such a gap. */
export const gapBefore = (
  { about, reach }: Pick<FitBackup, 'about' | 'reach'>,
  target: CloneTarget,
): { readonly last: string; readonly after: string } | undefined => {
  if (!reach?.after || reach.last === null) return undefined
  const record = recordOf(target)
  const beyond =
    target.kind === 'time'
      ? reach.until === null || Date.parse(target.at) > Date.parse(reach.until)
      : record !== null &&
        positionOf(record.lsn) > positionOf(about.endLsn) &&
        isInFile(record.lsn, about.segment, reach.last) === 'later'
  return beyond ? { last: reach.last, after: reach.after } : undefined
}
