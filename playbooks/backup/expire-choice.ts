/** Which backups stay, and which may go. Pure, over what the repository holds. */
import { isGood } from '#checks/backups'
import type { KeptBackup, Repository } from '#cluster/facts/backup/kept-backup'
import type { BackupFacts } from '#cluster/facts/backup/look'
import { filesBefore } from '#cluster/facts/backup/wal'

export interface ExpireWish {
  readonly keep?: number | undefined
  readonly days?: number | undefined
}

export interface Choice {
  /** The oldest first. */
  readonly go: readonly KeptBackup[]
  /** The oldest backup that has to stay; null without a good one. */
  readonly oldest: KeptBackup | null
  /** Older backups that are left alone: another's, or damaged past telling. */
  readonly alone: readonly KeptBackup[]
}

/** Of one plan: more would not fit on a screen. */
const mostAtOnce = 20

/**
 * The good backups stay that `keep` counts, and those from which each moment of the last days can be reached: the
 * newest that is older than the days is one of them. `now` in milliseconds since 1970.
 */
export const chooseExpired = (
  facts: BackupFacts & { readonly repository: Repository; readonly used: readonly string[] },
  { keep = 1, days }: ExpireWish,
  now: number,
): Choice => {
  const { backups } = facts.repository
  const good = backups.filter(kept => isGood(kept, facts))
  const byDays =
    days === undefined
      ? 0
      : good.findIndex(({ about }) => Date.parse(about?.endedAt ?? '') < now - days * 86_400_000)
  const last = byDays < 0 ? good.length - 1 : Math.max(keep - 1, byDays)
  const oldest = good[Math.min(last, good.length - 1)] ?? null
  const older = oldest === null ? [] : backups.slice(backups.indexOf(oldest) + 1)
  const ours = ({ genuine, about }: KeptBackup) =>
    genuine === 'genuine' && about?.system === facts.system
  return {
    oldest,
    go: older
      .filter(kept => ours(kept) && !facts.used.includes(kept.backup))
      .toReversed()
      .slice(0, mostAtOnce),
    alone: older.filter(kept => !ours(kept)),
  }
}

/** WAL from before the start of every backup that stays; empty where a backup stays that does not say where it begins. */
export const walToGo = (
  names: readonly string[],
  staying: readonly KeptBackup[],
): { readonly before: KeptBackup; readonly files: readonly string[] } | null => {
  let least: { readonly before: KeptBackup; readonly files: readonly string[] } | null = null
  for (const kept of staying) {
    if (!kept.about) return null
    const files = filesBefore(names, kept.about)
    if (least === null || files.length < least.files.length) least = { before: kept, files }
  }
  return least !== null && least.before.genuine === 'genuine' && least.files.length > 0
    ? least
    : null
}
