/** Refusals of restore.drill. */
import { type BackupAbout, bytesOf } from '#cluster/facts/backup/about'
import type { DrillPlaceAbout } from '#cluster/facts/backup/drill-place'
import type { BackupFacts } from '#cluster/facts/backup/look'
import type { KeptBackup, Repository } from '#cluster/facts/backup/repository'
import { type Refusal, refusal } from '#model/refusal'
import { noLogin } from '#playbooks/shared/refusals'
import { bytes } from '#text/figures'
import { listed } from '#text/listed'

export interface DrillFacts extends BackupFacts {
  /** Null where the inventory names none. */
  readonly place: DrillPlaceAbout | null
}

export interface DrillReady extends DrillFacts {
  readonly repository: Repository
  readonly place: DrillPlaceAbout
  readonly about: BackupAbout
}

export const readyToDrill = (
  wanted: string | undefined,
  facts: DrillFacts,
): Refusal | DrillReady => {
  const { login, repository, place, cluster } = facts
  if (login === null) return noLogin('backup')
  if (repository === null)
    return refusal(
      `The inventory names no repository for backups of ${cluster}.`,
      'Add `backup: { folder: /path }` to the cluster, a folder that Howdah may write.',
    )
  if (place === null)
    return refusal(
      `The inventory names no place for drills of ${cluster}.`,
      'Add `drills: { folder: /path, programs: /path/of/bin }` to `backup` of the cluster.',
    )
  if (repository.trouble !== null)
    return refusal(repository.trouble, 'Mount it, or set its rights.')
  const kept = repository.backups.find(({ backup }) => wanted === undefined || backup === wanted)
  if (!kept) return noBackup(cluster, wanted)
  const unfit = notWhole(kept, facts) ?? mayNotSwitch(facts, login)
  if (unfit) return unfit
  const { about } = kept
  if (about === null) throw new Error('a backup without a word is whole')
  return unfitPlace(place, about) ?? { ...facts, repository, place, about }
}

const noBackup = (cluster: string, wanted: string | undefined): Refusal =>
  wanted === undefined
    ? refusal(`There is no base backup of ${cluster} yet.`, 'Take one.', 'backup take')
    : refusal(`There is no backup ${wanted} of ${cluster}.`, 'See which there are.', 'backup list')

const notWhole = (
  { backup, about, damage, reach }: KeptBackup,
  { system }: DrillFacts,
): Refusal | undefined => {
  const because =
    damage[0] !== undefined
      ? `${backup} is damaged: ${damage[0]}`
      : about?.system !== system
        ? `${backup} is of another database system: ${about?.node ?? ''} of ${about?.cluster ?? ''}.`
        : reach && reach.missing.length > 0
          ? `${backup} cannot be restored: of its WAL is missing ${listed(reach.missing)}.`
          : reach?.after
            ? `${backup} cannot be brought to the present: WAL is missing between ${reach.last ?? ''} and ${reach.after}.`
            : undefined
  return because === undefined
    ? undefined
    : refusal(because, 'Take another base backup now.', 'backup take')
}

const mayNotSwitch = (
  { server: { maySwitch }, node, database }: DrillFacts,
  login: string,
): Refusal | undefined =>
  maySwitch === false
    ? refusal(
        `${login} may not have ${node} finish its file of WAL.`,
        `In database ${database}, let somebody who may run: \`GRANT EXECUTE ON FUNCTION pg_switch_wal() TO ${login}\`.`,
      )
    : undefined

/** The WAL to replay lies in the archive, and a copy writes little of its own. */
const unfitPlace = (
  { folder, programs, there, hasPrograms, inDataOf, freeBytes }: DrillPlaceAbout,
  about: BackupAbout,
): Refusal | undefined => {
  if (!there)
    return refusal(
      `The place for drills, ${folder}, cannot be read from here.`,
      'Make it, for the user as whom PostgreSQL may run.',
    )
  if (inDataOf !== null)
    return refusal(
      `${folder} lies in the data folder of a server, ${inDataOf}.`,
      'Name a folder elsewhere: nothing is ever restored into a data folder.',
    )
  if (!hasPrograms)
    return refusal(
      `There is no program \`postgres\` in ${programs}.`,
      'Let `backup.drills.programs` name the folder with the programs of the same major.',
    )
  const room = Math.round(bytesOf(about) * 1.1)
  return freeBytes !== null && freeBytes < room
    ? refusal(
        `The restored copy may need about ${bytes(room)}, and ${folder} has ${bytes(freeBytes)} free.`,
        'Make room first.',
      )
    : undefined
}
