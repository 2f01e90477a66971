import type { Repository } from '#cluster/facts/backup/kept-backup'
import { type Refusal, refusal } from '#model/refusal'

/** WAL and backups of two database systems in one repository could be taken for each other. */
export const othersRepository = (
  { folder, backups }: Repository,
  system: string,
): Refusal | undefined => {
  const other = backups.find(({ about }) => about !== null && about.system !== system)
  return other
    ? refusal(
        `${folder} holds backups of another database system: ${other.backup} is of ${other.about?.node ?? ''} of ${other.about?.cluster ?? ''}, system ${other.about?.system ?? ''}.`,
        'Give each database system a folder of its own, in the inventory and in its archiving.',
        'backup list',
      )
    : undefined
}
