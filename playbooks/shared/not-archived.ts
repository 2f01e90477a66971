/** Refuses work with backups where the server's WAL does not arrive in the archive. */

import type { Repository } from '#cluster/facts/backup/kept-backup'
import type { BackupFacts } from '#cluster/facts/backup/look'
import { type Refusal, refusal } from '#model/refusal'
import { minute } from '#text/instant'

/** `work` would wait for WAL that never arrives. */
export const notArchived = (
  { node, server, archivesThere }: BackupFacts,
  { archive }: Repository,
  work: 'base backup' | 'restore',
): Refusal | undefined => {
  const { archiveMode, archives, failing, failingSince, lastArchived } = server
  if (archiveMode === 'off')
    return refusal(
      `${node} archives no WAL: \`archive_mode\` is off. A base backup alone cannot be restored.`,
      `Have it archive into ${archive}: \`backup enable\` writes the settings, which take a restart.`,
      'backup enable',
    )
  if (archives === false)
    return refusal(
      `${node} archives no WAL: \`archive_mode\` is on, with neither \`archive_library\` nor \`archive_command\`.`,
      `Have it archive into ${archive}: \`backup enable\` does.`,
      'backup enable',
    )
  if (failing !== null)
    return refusal(
      `${node} fails to archive ${failing}, since ${minute(failingSince ?? '')}: the ${work} would wait for that.`,
      'See the server’s log for the reason, and fix that first.',
      'backup status',
    )
  return archivesThere === false
    ? refusal(
        `${node} archives elsewhere: ${lastArchived ?? ''}, its newest, is not in ${archive}.`,
        'Let `backup.archive` of the inventory name the folder that the server archives into.',
        'backup status',
      )
    : undefined
}
