import type { KeptDrill } from '#model/drill/drill'
import type { SeenPrimary } from '#model/primaries'
import type { DetachedPart } from '#model/record/detached-part'
import type { MeasuredBuild } from '#model/record/measured-build'
import type { VerifiedBackup } from '#model/record/verified-backup'

/** Knowledge of the control database that a look may ask for. */
export interface Remembered {
  /** The detachments of a partition by its quoted name, the newest first. */
  detached(table: string): Promise<readonly DetachedPart[]>
  /** The newest build of an index, by the quoted name, with a measured effect. */
  measured(index: string): Promise<MeasuredBuild | null>
  /** Backups of the cluster that were read as a whole, the newest first. */
  verified(): Promise<readonly VerifiedBackup[]>
  /** Restore drills of the cluster, the newest first. */
  drills(): Promise<readonly KeptDrill[]>
  /** The primary of the cluster as a bot saw it last; null where none did. */
  seenPrimary(): Promise<SeenPrimary | null>
}
