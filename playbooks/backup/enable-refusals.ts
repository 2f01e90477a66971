/** Refusals of backup.enable. */
import type { ArchivingFacts } from '#cluster/facts/backup/archiving'
import type { Repository } from '#cluster/facts/backup/kept-backup'
import type { Archiver } from '#model/cluster'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { archivesAlready, changesOn } from '#playbooks/backup/enable-changes'
import { legibleRepository } from '#playbooks/backup/refusals'
import { managedElsewhere } from '#playbooks/shared/managed'
import { noLogin } from '#playbooks/shared/refusals'
import { missingRights, outOfReach } from '#playbooks/shared/setting-refusals'

export interface ArchivingReady extends ArchivingFacts {
  readonly repository: Repository
  readonly archiver: Archiver
}

export const readyToArchive = (facts: ArchivingFacts): Refusal | ArchivingReady => {
  const { provider, actor, login } = facts
  const elsewhere = managedElsewhere(provider)
  if (elsewhere) return elsewhere
  if (actor === null) return noLogin('maintain')
  if (login === null) return noLogin('backup')
  const legible = legibleRepository(facts)
  if (isRefusal(legible)) return legible
  const { repository } = legible
  const archiver = archiverFor(facts, repository)
  if (isRefusal(archiver)) return archiver
  return (
    away(facts) ??
    unchangeable(facts, archiver) ??
    mayNotSwitch(facts, login) ??
    nothingToDo(facts, repository, archiver) ?? { ...facts, repository, archiver }
  )
}

const archiverFor = (
  { cluster, archiver }: ArchivingFacts,
  { key, folder, stanza }: Repository,
): Refusal | Archiver => {
  if (stanza)
    return refusal(
      `Into ${folder} pgBackRest archives, and not Howdah’s program.`,
      `Set \`archive_command\` to \`${stanza.program} --stanza=${stanza.stanza} archive-push %p\`; a reload is enough where \`archive_mode\` is on.`,
    )
  if (archiver === null)
    return refusal(
      `Howdah does not know where its program, node and the archive lie on the machines of ${cluster}.`,
      'Name them in the inventory: `backup: { server: { howdah: /path, node: /path, archive: /path } }`, by paths of those machines.',
    )
  return key !== null && archiver.key === null
    ? refusal(
        'The inventory gives a key, and the server needs it too, to encrypt what it archives.',
        'Put the key into a file that only the user of the server may read, and name that file as `backup.server.key` in the inventory.',
      )
    : archiver
}

const away = ({ unreachable }: ArchivingFacts): Refusal | undefined => {
  const [first] = unreachable
  return (
    first &&
    refusal(
      `${first.because} Archiving is set on every node, so that archiving survives a failover.`,
      first.instead,
    )
  )
}

const unchangeable = (facts: ArchivingFacts, archiver: Archiver): Refusal | undefined => {
  const due = facts.nodes.filter(node => changesOn(node, archiver).length > 0)
  for (const node of due) {
    const refused = outOfReach(
      [node],
      changesOn(node, archiver).map(({ name }) => name),
    )
    if (refused) return refused
  }
  return due.length === 0 ? undefined : missingRights(facts, due)
}

const mayNotSwitch = (
  { node, database, maySwitch, switchGrant }: ArchivingFacts,
  login: string,
): Refusal | undefined =>
  maySwitch === true
    ? undefined
    : refusal(
        maySwitch === null
          ? `There is no role ${login} on ${node}.`
          : `${login} may not have ${node} finish its file of WAL, which is how Howdah sees that WAL arrives.`,
        `In database ${database}, ask an administrator to run: \`${switchGrant ?? ''}\`.`,
      )

const nothingToDo = (
  { node, nodes, server, archivesThere, archivesEncrypted }: ArchivingFacts,
  { archive, key }: Repository,
  archiver: Archiver,
): Refusal | undefined => {
  const [primary] = nodes
  if (!primary || nodes.some(one => changesOn(one, archiver).length > 0)) return undefined
  if (!archivesAlready(primary))
    return refusal(
      `Archiving is written on ${node}, and counts after its restart.`,
      'Restart it, then ask again: that checks that WAL arrives.',
      `node restart ${node}`,
    )
  return server.failing === null &&
    archivesThere === true &&
    (key === null || archivesEncrypted === true)
    ? refusal(
        `${node} archives into ${archive} already: ${server.lastArchived ?? ''} is there.`,
        'Take a backup, or see how far the archive goes.',
        'backup status',
      )
    : undefined
}
