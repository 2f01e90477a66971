/** The guard of backup.enable: the settings go back where archiving fails later on. */
import type { Guard } from '#model/guard'
import { archivesAlready, changesOn } from '#playbooks/backup/enable-changes'
import type { ArchivingReady } from '#playbooks/backup/enable-refusals'

/** Null where nothing archives before a restart, and where nothing is set. */
export const guardOfArchiving = ({
  nodes,
  archiver,
}: Pick<ArchivingReady, 'nodes' | 'archiver'>): Guard | null => {
  const [primary] = nodes
  return primary &&
    archivesAlready(primary) &&
    nodes.some(node => changesOn(node, archiver).length > 0)
    ? {
        minutes: 30,
        // PostgreSQL tries three times in two seconds, then once a minute (pgarch.c).
        watches: [{ metric: 'failed archiving', factor: null, above: 1, least: 60 }],
        onSilence: 'ask',
      }
    : null
}
