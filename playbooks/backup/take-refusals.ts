/** Refusals of backup.take. */

import type { Repository } from '#cluster/facts/backup/kept-backup'
import type { BackupFacts } from '#cluster/facts/backup/look'
import type { BackupServer } from '#cluster/facts/backup/server'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { othersRepository } from '#playbooks/backup/others-repository'
import { legibleRepository } from '#playbooks/backup/refusals'
import { notArchived } from '#playbooks/shared/not-archived'
import { noLogin } from '#playbooks/shared/refusals'
import { bytes } from '#text/figures'

export interface BackupReady extends BackupFacts {
  readonly system: string
  readonly repository: Repository
}

export const readyToBackUp = (facts: BackupFacts): Refusal | BackupReady => {
  const { login, server } = facts
  if (login === null) return noLogin('backup')
  const legible = legibleRepository(facts)
  if (isRefusal(legible)) return legible
  const { repository, system } = legible
  return (
    othersRepository(repository, system) ??
    mayNotBackUp(facts, login) ??
    notArchived(facts, repository, 'base backup') ??
    notEncrypted(facts, repository) ??
    noRoom(repository, server) ?? { ...facts, system, repository }
  )
}

const mayNotBackUp = (
  { server: { mayReplicate, grant, freeSenders }, node }: BackupFacts,
  login: string,
): Refusal | undefined => {
  if (mayReplicate === null)
    return refusal(
      `There is no role ${login} on ${node}.`,
      'Make it: `howdah init --print-sql` prints how.',
    )
  if (!mayReplicate)
    return refusal(
      `${login} may not start replication, which a base backup needs.`,
      `Ask an administrator to run: \`${grant ?? ''}\`.`,
    )
  return freeSenders < 1
    ? refusal(
        `Every walsender of ${node} is in use.`,
        'Raise `max_wal_senders`, which takes a restart, or let another base backup end first.',
        'status',
      )
    : undefined
}

/** The WAL of an encrypted backup holds as much of the data as the backup does. */
const notEncrypted = (
  { node, server: { lastArchived }, archivesEncrypted }: BackupFacts,
  { archive, key }: Repository,
): Refusal | undefined =>
  key !== null && archivesEncrypted === false
    ? refusal(
        `The inventory gives a key, and ${node} archives unencrypted: ${lastArchived ?? ''}, its newest, can be read in ${archive}.`,
        'Have the server archive by Howdah’s program, which encrypts.',
        'backup enable',
      )
    : undefined

/** Indexes, catalogues and free pages are in the sizes of the databases; what is shared by all is small. */
const noRoom = (
  { folder, freeBytes }: Repository,
  { bytes: size }: BackupServer,
): Refusal | undefined =>
  freeBytes !== null && freeBytes < size
    ? refusal(
        `The base backup may need about ${bytes(size)}, and ${folder} has ${bytes(freeBytes)} free.`,
        'Make room first.',
      )
    : undefined
