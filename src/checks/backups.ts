/** What is wrong with a cluster's backups, in sentences, the worst first. */

import type { KeptBackup, Repository } from '#cluster/facts/backup/kept-backup'
import { lastVerified } from '#cluster/facts/backup/last-verified'
import type { BackupFacts } from '#cluster/facts/backup/look'
import type { Change } from '#model/change'
import type { VerifiedBackup } from '#model/record/verified-backup'
import { minute } from '#text/instant'
import { listed } from '#text/listed'
import { asSentence } from '#text/sentence'

export const backupTrouble = ({
  node,
  system,
  repository,
  server,
  archivesThere,
  archivesEncrypted,
  verified,
}: BackupFacts): readonly string[] => {
  if (repository === null) return ['The inventory names no repository: there are no backups.']
  const { archiveMode, archives, failing, failingSince, lastArchived } = server
  return [
    ...(repository.trouble === null ? [] : [repository.trouble]),
    ...(repository.told?.made === false && repository.trouble === null
      ? [`${repository.folder} is not there yet: \`backup take\` makes it.`]
      : []),
    ...(archiveMode === 'off' || archives === false
      ? [`${node} archives no WAL, so nothing can be restored that is newer than a base backup.`]
      : []),
    ...(failing === null
      ? []
      : [`${node} fails to archive ${failing}, since ${minute(failingSince ?? '')}.`]),
    ...(archivesThere === false
      ? [`${node} archives elsewhere: ${lastArchived ?? ''} is not in ${repository.archive}.`]
      : []),
    ...(repository.key !== null && archivesEncrypted === false
      ? [`${node} archives unencrypted: ${lastArchived ?? ''} in ${repository.archive}.`]
      : []),
    ...(repository.backups.length === 0 && repository.trouble === null ? [noBackupYet] : []),
    ...repository.backups.flatMap(kept => [
      ...troubleOf(kept, system),
      ...notWhole(kept, verified),
    ]),
  ]
}

/** Of a repository that can be read. */
export const noBackupYet = 'There is no base backup yet.'

/**
 * No trouble: a backup in the making. The folder ends with the run and the step (`.full-2.r-7k3m9qx.4`); a folder of no
 * open run looks the same as the leftovers of a killed process.
 */
export const unfinishedWords = (
  { repository }: Pick<BackupFacts, 'repository'>,
  open: readonly Change[],
): readonly string[] =>
  (repository?.unfinished ?? []).map(name => {
    const taking = open.find(({ run }) => run !== null && name.includes(`.${run.id}.`))
    return taking
      ? `${taking.plan.id} is taking a backup now; it is listed once it is whole.`
      : `\`${name}\` is unfinished: it is being taken now, or was left behind.`
  })

const troubleOf = (
  { backup, about, damage, reach }: KeptBackup,
  system: string | null,
): readonly string[] => [
  ...damage.map(what => `${backup}: ${what}`),
  ...(about && system !== null && about.system !== system
    ? [`${backup} is of another database system: ${about.node} of ${about.cluster}.`]
    : []),
  ...(reach && reach.missing.length > 0
    ? [`${backup} cannot be restored: of its WAL is missing ${listed(reach.missing)}.`]
    : []),
  ...(reach?.after
    ? [
        `${backup} cannot be restored past ${reach.last ?? ''}: WAL is missing before ${reach.after}.`,
      ]
    : []),
]

const notWhole = (kept: KeptBackup, verified: BackupFacts['verified']): readonly string[] => {
  const last = lastVerified(kept, verified)
  return last?.wrong ? [`Read as a whole ${minute(last.at)}: ${asSentence(last.wrong)}`] : []
}

export const cipherWords = (told: Repository['told']): string =>
  told === undefined || told.cipher === 'none' ? 'not encrypted' : `encrypted with ${told.cipher}`

/** For a cell of a table. */
export const verifiedWords = (last: VerifiedBackup | undefined): string =>
  last === undefined ? 'never' : `${minute(last.at)}${last.wrong === null ? '' : ': not whole'}`

/** Whether the backup may be relied on, as far as is known without reading the whole. */
export const isGood = (kept: KeptBackup, { system, verified }: BackupFacts): boolean =>
  kept.about !== null &&
  kept.genuine === 'genuine' &&
  kept.about.system === system &&
  kept.damage.length === 0 &&
  kept.reach?.last != null &&
  !lastVerified(kept, verified)?.wrong

/** How far the backup reaches, for a cell of a table. */
export const reachWords = (kept: KeptBackup): string => {
  const { about, genuine, locked, damage, reach } = kept
  if (about && genuine !== 'genuine') return 'not taken by this Howdah'
  if (about && locked) return 'key missing'
  if (!about || damage.length > 0) return 'damaged'
  if (reach && reach.missing.length > 0) return 'WAL missing'
  return reach ? untilWords(kept) : 'not known'
}

/** A backup is replayed along the timelines of later switchovers too: the WAL may end on a later timeline. */
export const untilWords = ({ about, reach }: KeptBackup): string => {
  const timeline = reach?.last ? Number.parseInt(reach.last.slice(0, 8), 16) : about?.timeline
  const time = reach?.until == null ? 'a time that is not known' : minute(reach.until)
  return `until ${time} on timeline ${timeline ?? 0}`
}
