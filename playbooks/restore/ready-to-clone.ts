/** Refusals of everything that restores a backup as a clone, the first that holds. */
import { bytesOf } from '#cluster/facts/backup/about'
import type { Repository } from '#cluster/facts/backup/kept-backup'
import type { ClonePlaceAbout } from '#cluster/facts/clone/place'
import type { RestoreFacts } from '#cluster/facts/restore/look'
import { type CloneTarget, targetWords } from '#model/clone/target'
import { type Refusal, refusal } from '#model/refusal'
import { notArchived } from '#playbooks/shared/not-archived'
import { noLogin, noRepository } from '#playbooks/shared/refusals'
import { bytes } from '#text/figures'
import { minute } from '#text/instant'

export interface CloneReady {
  readonly repository: Repository
  readonly place: ClonePlaceAbout
  readonly chosen: NonNullable<RestoreFacts['chosen']>
}

/** `ofMoment` tells what keeps the moment from being restored, and hears of no chosen backup too. */
export const readyToClone = (
  facts: RestoreFacts,
  ofMoment: (chosen: RestoreFacts['chosen']) => Refusal | null | undefined,
): Refusal | CloneReady => {
  const { login, repository, place, cluster } = facts
  if (login === null) return noLogin('backup')
  if (facts.away?.isOfStanza) return stanzaAway(facts.away.because)
  if (repository === null) return noRepository(cluster)
  if (place === null)
    return refusal(
      `The inventory names no place for clones of ${cluster}.`,
      'Add `clones: { folder: /path, programs: /path/of/bin }` to `backup` of the cluster.',
    )
  const host = repository.stanza?.host ?? null
  if (host !== null)
    return refusal(
      `A clone lies on Howdah’s machine, and pgBackRest of stanza ${repository.stanza?.stanza ?? ''} runs on ${host}.`,
      'Give Howdah’s machine pgBackRest, with a configuration that reaches the repository (`repo1-host`), and name that in the inventory without `backup.pgbackrest.host`.',
    )
  if (repository.trouble !== null)
    return refusal(repository.trouble, 'Mount it, or set its rights.')
  const { chosen } = facts
  const because =
    ofMoment(chosen) ??
    (chosen ? undefined : noBackup(null, facts)) ??
    (facts.away ? undefined : notArchived(facts, repository, 'restore')) ??
    (facts.away ? undefined : mayNotSwitch(facts, login))
  if (because) return because
  if (chosen === null) throw new Error('no backup is a refusal')
  return unfitPlace(place, chosen.about) ?? { repository, place, chosen }
}

const stanzaAway = (because: string): Refusal =>
  refusal(
    `${because} Without the server Howdah does not restore what lies in pgBackRest.`,
    'Restore by hand into an empty folder: `pgbackrest --type=time --target=… --pg1-path=… restore`.',
  )

export const noBackup = (
  target: CloneTarget | null,
  { whole, repository, cluster }: RestoreFacts,
): Refusal => {
  const first = whole.at(-1)
  if (first && target)
    return refusal(
      `${targetWords(target)} is before the first backup that could be restored: ${first.backup} ended ${minute(first.about.endedAt)}, at ${first.about.endLsn}.`,
      'Choose a later moment.',
      'backup list',
    )
  return repository?.backups.length === 0
    ? refusal(`There is no base backup of ${cluster} yet.`, 'Take one.', 'backup take')
    : refusal(
        `No base backup of ${cluster} is whole.`,
        'See what is wrong with each, and take another one now.',
        'backup list',
      )
}

const mayNotSwitch = (
  { present: { maySwitch, switchGrant }, node, database }: RestoreFacts,
  login: string,
): Refusal | undefined =>
  maySwitch === true
    ? undefined
    : refusal(
        maySwitch === null
          ? `There is no role ${login} on ${node}.`
          : `${login} may not have ${node} finish its file of WAL, so that the moment is archived.`,
        `In database ${database}, ask an administrator to run: \`${switchGrant ?? ''}\`.`,
      )

/** The WAL to replay lies in the archive, and a clone writes little of its own. */
const unfitPlace = (
  { folder, programs, there, major, inDataOf, freeBytes, quota, clones }: ClonePlaceAbout,
  about: NonNullable<RestoreFacts['chosen']>['about'],
): Refusal | undefined => {
  if (!there)
    return refusal(
      `The place for clones, ${folder}, cannot be read from here.`,
      'Make it, for the user as whom PostgreSQL may run.',
    )
  if (inDataOf !== null)
    return refusal(
      `${folder} lies in the data folder of a server, ${inDataOf}.`,
      'Name a folder elsewhere: nothing is ever restored into a data folder.',
    )
  const wanted = Number.parseInt(about.server, 10)
  if (major !== wanted)
    return refusal(
      major === null
        ? `There is no program \`postgres\` in ${programs}.`
        : `${programs} has PostgreSQL ${major}, and ${about.backup} is of PostgreSQL ${wanted}.`,
      'Let `backup.clones.programs` name the folder with the programs of the same major.',
    )
  const room = roomFor(about)
  if (freeBytes !== null && freeBytes < room)
    return refusal(
      `The clone may need about ${bytes(room)}, and ${folder} has ${bytes(freeBytes)} free.`,
      'Make room first.',
      'clone list',
    )
  const used = clones.reduce((sum, one) => sum + (one.about?.bytes ?? 0), 0)
  return quota !== null && used + room > quota
    ? refusal(
        `The clones in ${folder} have ${bytes(used)} of ${bytes(quota)}, and this one may need about ${bytes(room)}.`,
        'End one of them first, or raise `backup.clones.quota`.',
        'clone list',
      )
    : undefined
}

export const roomFor = (about: Parameters<typeof bytesOf>[0]): number =>
  Math.round(bytesOf(about) * 1.1)
