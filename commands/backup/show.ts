import { z } from 'zod'
import { cipherWords, reachWords } from '#checks/backups'
import { bytesOf } from '#cluster/facts/backup/about'
import type { KeptBackup, Repository } from '#cluster/facts/backup/kept-backup'
import { lastVerified } from '#cluster/facts/backup/last-verified'
import { type BackupFacts, lookAtBackups } from '#cluster/facts/backup/look'
import { answers } from '#model/command'
import { line } from '#model/input'
import { type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { bytes, count, seconds } from '#text/figures'
import { minute } from '#text/instant'
import { listed } from '#text/listed'
import { asSentence } from '#text/sentence'

export const backupShow = answers({
  words: 'backup show',
  summary: 'One base backup: what it holds, what it needs, and how far it can be restored',
  example: 'full-1',
  first: 'backup',
  verb: 'read',
  needs: 'cluster',
  input: z.object({ backup: line.max(40).optional().describe('The newest when left out') }),
  async answer({ input, view, engine }) {
    return backupOf(
      await lookAtBackups(view, { verified: () => engine.backupsVerified(view.cluster.name) }),
      input.backup,
    )
  },
})

export const backupOf = (
  { cluster, repository, verified }: BackupFacts,
  wanted: string | undefined,
): Answer | Refusal => {
  if (repository === null)
    return refusal(
      `The inventory names no repository for backups of ${cluster}.`,
      'Add `backup: { folder: /path }` to the cluster.',
    )
  const { backups, trouble } = repository
  if (trouble !== null) return refusal(trouble, 'Mount it, or set its rights.')
  const kept = backups.find(({ backup }) => wanted === undefined || backup === wanted)
  if (!kept)
    return refusal(
      wanted === undefined
        ? `There is no base backup of ${cluster} yet.`
        : `There is no backup ${wanted} of ${cluster}.`,
      wanted === undefined ? 'Take one.' : 'See which there are.',
      wanted === undefined ? 'backup take' : 'backup list',
    )
  return answer(`${kept.backup} of ${cluster}${reachSaid(kept)}.`, {
    lines: [...kept.damage, ...linesOf(kept, repository.told), ...verifiedLines(kept, verified)],
    alarm: kept.damage.length > 0 || (kept.reach?.missing.length ?? 0) > 0,
  })
}

const reachSaid = (kept: KeptBackup): string =>
  kept.damage.length === 0 && kept.reach?.last
    ? ` can be restored ${reachWords(kept)}`
    : `: ${reachWords(kept)}`

const verifiedLines = (kept: KeptBackup, verified: BackupFacts['verified']): readonly string[] => {
  if (kept.genuine !== 'genuine' || kept.about === null) return []
  const last = lastVerified(kept, verified)
  if (last === undefined) return ['It has not been read as a whole yet: `backup verify` does.']
  return [
    last.wrong === null
      ? `Verified ${minute(last.at)} by run ${last.run}: each file was as in the manifest, each record of its WAL as its checksum.`
      : `Verified ${minute(last.at)} by run ${last.run}: ${asSentence(last.wrong)}`,
  ]
}

const linesOf = (
  { about, reach, taken }: KeptBackup,
  told: Repository['told'],
): readonly string[] => {
  if (!about) return []
  const took = (Date.parse(about.endedAt) - Date.parse(about.startedAt)) / 1_000
  const spaces = Object.values(about.tablespaces)
  return [
    ...(taken
      ? [
          `Taken by pgBackRest from ${minute(about.startedAt)} on, in ${seconds(took)}, ${taken.run === null ? 'not by Howdah' : `by run ${taken.run}`}; PostgreSQL ${about.server}, system ${about.system}.`,
          `${taken.prior === null ? 'It is whole by itself' : `It builds on ${taken.prior}, without which it cannot be restored`}. It holds ${bytes(bytesOf(about))}, ${cipherWords(told)}.`,
        ]
      : [
          `Taken of ${about.node} from ${minute(about.startedAt)} on, in ${seconds(took)}, by run ${about.run}; PostgreSQL ${about.server}, system ${about.system}.`,
          `It holds ${count(about.files)} files, ${bytes(bytesOf(about))}, ${about.key === undefined ? 'not encrypted' : `encrypted with the key ${about.key}`}.`,
        ]),
    ...(spaces.length === 0 ? [] : [`Tablespaces lay in ${listed(spaces)}.`]),
    `It needs WAL from ${about.startLsn} to ${about.endLsn} on timeline ${about.timeline}.`,
    ...(reach && reach.missing.length > 0
      ? [`Missing: ${listed(reach.missing)}. Without that it cannot be restored.`]
      : []),
    ...(reach?.last
      ? [
          `On its timeline WAL follows without a gap as far as ${reach.last}${reach.until === null ? '' : `, archived ${minute(reach.until)}`}.`,
        ]
      : []),
    ...(reach?.after ? [`After that WAL is missing; it goes on at ${reach.after}.`] : []),
  ]
}
