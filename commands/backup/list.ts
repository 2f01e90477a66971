import { z } from 'zod'
import {
  backupTrouble,
  noBackupYet,
  reachWords,
  unfinishedWords,
  verifiedWords,
} from '#checks/backups'
import { bytesOf } from '#cluster/facts/backup/about'
import { lastVerified } from '#cluster/facts/backup/last-verified'
import { type BackupFacts, lookAtBackups } from '#cluster/facts/backup/look'
import type { Change } from '#model/change'
import { answers } from '#model/command'
import { type Answer, answer } from '#model/reply'
import { bytes, counted } from '#text/figures'
import { minute } from '#text/instant'
import { writeCommand } from '#text/write-command'

export const backupList = answers({
  words: 'backup list',
  summary: 'Base backups in the repository, and how far each can be restored',
  example: '',
  first: null,
  verb: 'read',
  needs: 'cluster',
  input: z.object({}),
  async answer({ view, engine }) {
    const [facts, open] = await Promise.all([
      lookAtBackups(view, { verified: () => engine.backupsVerified(view.cluster.name) }),
      engine.openChanges(),
    ])
    return backupsOf(facts, open)
  },
})

export const backupsOf = (facts: BackupFacts, open: readonly Change[] = []): Answer => {
  const { cluster, repository } = facts
  const trouble = backupTrouble(facts)
  const backups = repository?.backups ?? []
  const offers = {
    offers: [
      ...(backups[0]
        ? [
            {
              label: 'Show the Newest',
              command: writeCommand('backup show', { backup: backups[0].backup, cluster }),
            },
          ]
        : []),
      ...(repository === null
        ? []
        : [{ label: 'Take a Backup', command: writeCommand('backup take', { cluster }) }]),
    ],
  }
  if (backups.length === 0)
    return answer(`There is no base backup of ${cluster}.`, {
      lines: [...trouble.filter(line => line !== noBackupYet), ...unfinishedWords(facts, open)],
      alarm: true,
      ...offers,
    })
  return answer(
    `${counted(backups.length, 'base backup')} of ${cluster}; ${trouble.length === 0 ? 'nothing' : String(trouble.length)} to review.`,
    {
      lines: [...trouble, ...unfinishedWords(facts, open)],
      alarm: trouble.length > 0,
      table: {
        // A phone shows the first three.
        columns: ['Backup', 'Restorable', 'Verified', 'Taken', 'Size', 'PostgreSQL'],
        rows: backups.map(kept => [
          kept.backup,
          reachWords(kept),
          verifiedWords(lastVerified(kept, facts.verified)),
          kept.about ? minute(kept.about.endedAt) : 'not known',
          kept.about ? bytes(bytesOf(kept.about)) : 'not known',
          kept.about?.server ?? 'not known',
        ]),
      },
      ...offers,
    },
  )
}
