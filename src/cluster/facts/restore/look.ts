/** Facts that a restore to a moment depends on: the repository, the place for clones, and the server's present. */
import { type BackupFacts, lookAtBackups } from '#cluster/facts/backup/look'
import { type ClonePlaceAbout, lookAtClonePlace } from '#cluster/facts/clone/place'
import type { AwayFacts } from '#cluster/facts/restore/away-facts'
import { backupFor, type FitBackup, wholeBackups } from '#cluster/facts/restore/backup-for'
import type { CloneTarget } from '#model/clone/target'
import type { KeptDrill } from '#model/drill/drill'
import { noDrills } from '#model/drill/no-drills'
import type { Remembered } from '#model/record/remembered'
import type { View } from '#model/view'

export interface RestoreFacts extends BackupFacts {
  /** Null where the inventory names none. */
  readonly place: ClonePlaceAbout | null
  readonly present: PresentMoment
  readonly whole: readonly FitBackup[]
  /** The backup for the moment; null for none. */
  readonly chosen: FitBackup | null
  /** The newest first. */
  readonly drills: readonly KeptDrill[]
  /** How long people take to notice a loss and to approve a restore. */
  readonly noticeMinutes: number
  /** Null where the server was asked. */
  readonly away: AwayFacts | null
}

export interface PresentMoment {
  /** The server's time, in ISO. */
  readonly now: string
  readonly lsn: string
  /** Whether the backup login may have the server finish its file of WAL; null without such a login. */
  readonly maySwitch: boolean | null
  /** The statement that lets the login do so; null without such a login. */
  readonly switchGrant: string | null
}

export const lookAtRestore = async (
  view: View,
  /** Null for no moment yet: the newest whole backup is chosen. */
  target: CloneTarget | null,
  known: Pick<Remembered, 'verified' | 'drills'>,
): Promise<RestoreFacts> => {
  const [facts, place, [present], drills] = await Promise.all([
    lookAtBackups(view, known),
    view.repository?.clones ? lookAtClonePlace(view.repository.clones) : null,
    view.primary.read<PresentMoment>(question, [view.cluster.logins.backup]),
    known.drills(),
  ])
  if (!present) throw new Error('no present')
  const whole = facts.repository ? wholeBackups(facts.repository, facts) : []
  const fit = target ? backupFor(whole, target) : whole[0]
  return {
    ...facts,
    place,
    present,
    whole,
    chosen: fit ?? null,
    drills,
    noticeMinutes: (view.repository?.drills ?? noDrills).noticeMinutes,
    away: null,
  }
}

const question = `select to_json(now() at time zone 'UTC') #>> '{}' || 'Z' as now, pg_current_wal_lsn()::text as lsn,
  (select has_function_privilege(oid, 'pg_switch_wal()', 'execute') from pg_roles where rolname = $1) as "maySwitch",
  (select format('GRANT EXECUTE ON FUNCTION pg_switch_wal() TO %I', $1::text) where $1 is not null) as "switchGrant"`
