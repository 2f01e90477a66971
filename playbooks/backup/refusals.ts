/** Refusals that playbooks about backups share. */

import type { KeptBackup, Repository } from '#cluster/facts/backup/kept-backup'
import type { BackupFacts } from '#cluster/facts/backup/look'
import { type Refusal, refusal } from '#model/refusal'
import { noRepository } from '#playbooks/shared/refusals'

/** The repository, where it can be read and its system is known. */
export const legibleRepository = ({
  cluster,
  node,
  system,
  repository,
}: Pick<BackupFacts, 'cluster' | 'node' | 'system' | 'repository'>):
  | Refusal
  | { readonly system: string; readonly repository: Repository } => {
  if (repository === null) return noRepository(cluster)
  if (repository.trouble !== null)
    return refusal(repository.trouble, 'Mount or make it, so that Howdah may read and write it.')
  return system === null ? unknownSystem(node) : { system, repository }
}

export const unknownSystem = (node: string): Refusal =>
  refusal(
    `Howdah’s login may not ask ${node} which database system it is.`,
    'Ask an administrator to run: `GRANT pg_monitor TO` the login that observes.',
  )

/** Of a backup that this Howdah did not take, took of another database system, or cannot tell any more. */
export const notOurs = (
  { backup, about, genuine, damage }: KeptBackup,
  system: string,
): Refusal | undefined => {
  if (about === null || genuine !== 'genuine')
    return refusal(
      `${backup} cannot be relied on. ${damage.join(' ')}`,
      'See which backups there are; take a new one when none is this Howdah’s own.',
      'backup list',
    )
  return about.system === system
    ? undefined
    : refusal(
        `${backup} is of another database system: ${about.node} of ${about.cluster}, system ${about.system}.`,
        'Give each database system a folder of its own, in the inventory and in its archiving.',
        'backup list',
      )
}
