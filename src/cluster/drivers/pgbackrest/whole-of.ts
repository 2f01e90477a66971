/**
 * Whether a backup is whole: by what pgBackRest read of every file, with exit code 0 in any case, and by a reading of
 * our own, as pgBackRest does not notice a file of WAL that is gone (2.45).
 */
import { askStanza } from '#cluster/clients/host/ask-stanza'
import { stanzaNow } from '#cluster/drivers/pgbackrest/stanza-now'
import { positionOf, segmentAt } from '#cluster/facts/backup/wal'
import { readListing } from '#cluster/facts/pgbackrest/archived'
import { readManifest, type StanzaManifest } from '#cluster/facts/pgbackrest/manifest'
import { readVerifyReport, type VerifyReport } from '#cluster/facts/pgbackrest/verify-report'
import type { Holder } from '#model/actions/driver'
import type { PgbackrestAction } from '#model/actions/host/pgbackrest'
import { manifestFiles } from '#model/actions/host/tools'
import { Failure } from '#src/errors'
import { fewOf } from '#text/figures'
import { listed } from '#text/listed'

type Verifying = Extract<PgbackrestAction, { backup: string }>

/** Gives the outputs of the action; throws a Failure that names the damage. */
export const wholeOf = async (
  action: Verifying,
  report: string,
  holder: Holder,
): Promise<Readonly<Record<string, unknown>>> => {
  const { stanza, backup } = action
  const [text, copy] = await Promise.all(
    manifestFiles.map(file => askStanza(stanza, { tool: 'manifest', backup, file })),
  )
  const manifest = readManifest(text?.out ?? '', backup)
  const repository = await stanzaNow(stanza, action, holder)
  const kept = repository.backups.find(one => one.backup === backup)
  const wrong = [
    ...(repository.trouble === null ? [] : [repository.trouble]),
    ...wrongsOf(readVerifyReport(report), backup, manifest),
    ...(manifest === undefined
      ? [`backup.manifest of ${backup} cannot be read.`]
      : await missingFiles(action, manifest)),
    ...(text?.out === copy?.out ? [] : [`backup.manifest of ${backup} and its copy differ.`]),
    ...(kept?.damage ?? []),
    ...walWrongs(kept?.reach ?? null),
  ]
  const { about, reach } = kept ?? { about: null, reach: null }
  if (wrong.length > 0 || !manifest || !about || !reach?.last) throw notWhole(backup, wrong)
  const first = segmentAt(positionOf(about.startLsn), about.segment)
  return {
    files: manifest.files,
    segments: Number(numberOf(reach.last, about.segment) - first) + 1,
    last: reach.last,
  }
}

const numberOf = (name: string, segment: number): bigint =>
  BigInt(`0x${name.slice(8, 16)}`) * (0x1_0000_0000n / BigInt(segment)) +
  BigInt(`0x${name.slice(16)}`)

/** Of the backup, of older backups below, and of the archive. */
const wrongsOf = (
  { status, archives, backups, more }: VerifyReport,
  backup: string,
  manifest: StanzaManifest | undefined,
): readonly string[] => {
  const needed = new Set([backup, ...(manifest?.paths ?? []).map(path => path.split('/')[0] ?? '')])
  const found = [
    ...backups
      .filter(({ name, status: is }) => needed.has(name) && is !== 'valid')
      .map(
        ({ name, status: is, figures }) =>
          `pgBackRest finds ${name} ${is}${figures === null ? '' : ` (${figures})`}.`,
      ),
    ...archives
      .filter(({ checked, valid }) => checked !== valid)
      .map(
        ({ name, checked, valid, figures }) =>
          `pgBackRest finds ${checked - valid} of ${checked} files of WAL in ${name} not valid${figures === null ? '' : ` (${figures})`}.`,
      ),
    ...more.filter(line => /ERROR|WARN|error|invalid/.test(line)),
  ]
  const judged = backups.some(({ name }) => name === backup)
  if (status === null) return [...found, 'pgBackRest’s verify gave no report.']
  // The damage may be in other backups alone.
  return judged || found.length > 0
    ? found
    : [`pgBackRest’s verify says ${status}, and nothing of ${backup}.`]
}

const missingFiles = async (
  { stanza, backup }: Verifying,
  { paths }: StanzaManifest,
): Promise<readonly string[]> => {
  const missing: string[] = []
  for (const of of new Set(paths.map(path => path.split('/')[0] ?? ''))) {
    const { out } = await askStanza(stanza, { tool: 'files', backup: of })
    const there = readListing(out)
    missing.push(
      ...paths.filter(
        path => path.startsWith(`${of}/`) && there?.has(path.slice(of.length + 1)) !== true,
      ),
    )
  }
  return missing.length === 0 ? [] : [`Missing of ${backup}: ${fewOf(missing, 3, ', ')}.`]
}

const walWrongs = (
  reach: {
    readonly missing: readonly string[]
    readonly last: string | null
    readonly after: string | null
  } | null,
): readonly string[] => {
  if (!reach) return ['Which WAL is archived cannot be read.']
  return [
    ...(reach.missing.length > 0
      ? [`Of its WAL is missing ${listed(reach.missing)}: it cannot be restored.`]
      : []),
    ...(reach.after === null
      ? []
      : [`WAL is missing between ${reach.last ?? ''} and ${reach.after}.`]),
  ]
}

const notWhole = (backup: string, wrong: readonly string[]): Failure =>
  new Failure(
    'backup.not-whole',
    `${backup} is not whole. ${fewOf(wrong, 5, ' ')}`,
    'Take another backup now, and look after the disk of the repository.',
  )
