import { z } from 'zod'
import { backupTrouble, cipherWords, unfinishedWords, untilWords } from '#checks/backups'
import { type DrillsFacts, drillTrouble, forecastWords, streakWords } from '#checks/drills'
import { seeDrills } from '#checks/see-drills'
import { bytesOf } from '#cluster/facts/backup/about'
import type { KeptBackup, Repository } from '#cluster/facts/backup/kept-backup'
import { lastVerified } from '#cluster/facts/backup/last-verified'
import { type BackupFacts, lookAtBackups } from '#cluster/facts/backup/look'
import type { Change } from '#model/change'
import { answers } from '#model/command'
import type { VerifiedBackup } from '#model/record/verified-backup'
import { type Answer, answer } from '#model/reply'
import { bytes, counted, seconds } from '#text/figures'
import { minute } from '#text/instant'
import { writeCommand } from '#text/write-command'

export const backupStatus = answers({
  words: 'backup status',
  summary: 'Whether the cluster could be restored: age of the newest backup, archiving, gaps, room',
  example: '',
  first: null,
  verb: 'read',
  needs: 'cluster',
  input: z.object({}),
  async answer({ view, engine }) {
    const facts = await lookAtBackups(view, {
      verified: () => engine.backupsVerified(view.cluster.name),
    })
    const [drills, open] = await Promise.all([seeDrills(engine, view, facts), engine.openChanges()])
    return statusOf(facts, Date.now(), drills, open)
  },
})

/** `now` in milliseconds since 1970. */
export const statusOf = (
  facts: BackupFacts,
  now: number,
  drills: DrillsFacts | null = null,
  open: readonly Change[] = [],
): Answer => {
  const trouble = [
    ...backupTrouble(facts),
    ...(drills ? drillTrouble(drills, now).map(({ words }) => words) : []),
  ]
  const { cluster, repository } = facts
  return answer(
    trouble.length === 0
      ? `Backups of ${cluster} are in order, as far as sizes, sums and names tell.`
      : `${counted(trouble.length, 'problem')} with backups of ${cluster}.`,
    {
      lines: [
        ...trouble,
        ...figuresOf(facts, now),
        ...drillLines(drills),
        ...unfinishedWords(facts, open),
      ],
      alarm: trouble.length > 0,
      offers:
        repository === null
          ? []
          : [
              { label: 'List Backups', command: writeCommand('backup list', { cluster }) },
              { label: 'Take a Backup', command: writeCommand('backup take', { cluster }) },
            ],
    },
  )
}

const drillLines = (drills: DrillsFacts | null): readonly string[] => {
  if (drills === null) return []
  const { forecast } = drills
  return [
    ...streakWords(drills),
    forecast === null
      ? 'How long a restore would take is not known before the first drill.'
      : `A restore to the present would take ${forecastWords(forecast)}.`,
  ]
}

const figuresOf = (
  { node, server, repository, verified }: BackupFacts,
  now: number,
): readonly string[] => {
  if (repository === null) return []
  const { backups, folder, freeBytes } = repository
  const newest = backups.find(({ about, damage }) => about !== null && damage.length === 0)
  const kept = backups.reduce((sum, { about }) => sum + (about ? bytesOf(about) : 0), 0)
  return [
    ...(newest?.about
      ? [
          `The newest backup is ${newest.backup}, ${seconds((now - Date.parse(newest.about.endedAt)) / 1_000)} old, ${verifiedAgo(lastVerified(newest, verified), now)}; its WAL ${walWords(newest)}.`,
        ]
      : []),
    server.lastArchived === null
      ? `${node} has archived no WAL since its counters began.`
      : `${node} archived ${server.lastArchived} last, ${minute(server.lastArchivedAt ?? '')}.`,
    `${folder} holds ${counted(backups.length, 'backup')}, ${bytes(kept)}, ${repository.told ? cipherWords(repository.told) : encryptedWords(repository)}${freeBytes === null ? '' : `; ${bytes(freeBytes)} are free`}.`,
  ]
}

/** Backups from before the key stay unencrypted. */
const encryptedWords = ({ backups, key }: Repository): string => {
  const taken = backups.flatMap(({ about }) => about ?? [])
  const plain = taken.filter(one => one.key === undefined).length
  if (plain === taken.length && (key === null || plain > 0)) return 'not encrypted'
  const words = taken.length === 0 ? `to be encrypted with the key ${key}` : 'encrypted'
  return plain === 0 ? words : `${words} but for ${plain}`
}

const verifiedAgo = (last: VerifiedBackup | undefined, now: number): string => {
  if (last === undefined) return 'never verified'
  const ago = `verified ${seconds((now - Date.parse(last.at)) / 1_000)} ago`
  return last.wrong === null ? ago : `${ago} and not whole`
}

const walWords = (kept: KeptBackup): string => {
  if (!kept.reach) return 'is not known, as the archive cannot be read'
  return kept.reach.missing.length > 0 ? 'is not whole' : `is archived ${untilWords(kept)}`
}
