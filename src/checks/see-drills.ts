/** Reads how restore drills of a cluster stand. */
import { type DrillsFacts, presentForecast } from '#checks/drills'
import { type BackupFacts, lookAtBackups } from '#cluster/facts/backup/look'
import { wholeBackups } from '#cluster/facts/restore/backup-for'
import { drillsInView } from '#model/drill/drill'
import { noDrills } from '#model/drill/no-drills'
import type { Engine } from '#model/engine'
import type { View } from '#model/view'

type Knows = Pick<Engine, 'drills' | 'backupsVerified'>

/** Null where nothing can be restored, as the inventory names no place for clones. */
export const seeDrills = async (
  engine: Knows,
  view: View,
  backups?: BackupFacts,
): Promise<DrillsFacts | null> => {
  if (!view.repository?.clones) return null
  const { name } = view.cluster
  const config = view.repository.drills ?? noDrills
  const [drills, facts, [present]] = await Promise.all([
    engine.drills(name, drillsInView),
    backups ?? lookAtBackups(view, { verified: () => engine.backupsVerified(name) }),
    view.primary.read<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn'),
  ])
  const [newest] = facts.repository ? wholeBackups(facts.repository, facts) : []
  return {
    cluster: name,
    config,
    drills,
    forecast:
      newest && present ? presentForecast(drills, newest, present.lsn, config.noticeMinutes) : null,
  }
}
