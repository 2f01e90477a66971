/**
 * A stanza of pgBackRest as a repository. Exit codes do not count, but the answer, and the names in the archive.
 * Whether every byte is right takes a reading of the whole.
 */
import type { BackupAbout } from '#cluster/facts/backup/about'
import type { KeptBackup, Repository, ToldStanza } from '#cluster/facts/backup/kept-backup'
import { reachOf, stretchesOf, type WalStretch } from '#cluster/facts/backup/wal'
import { readArchived } from '#cluster/facts/pgbackrest/archived'
import { readInfo, runOf, type StanzaBackup, type StanzaInfo } from '#cluster/facts/pgbackrest/info'
import { sumOfBackup } from '#cluster/facts/pgbackrest/sum-of-backup'
import type { StanzaConfig } from '#model/cluster'
import type { KnownRepository, Reader } from '#model/view'

interface Asked {
  readonly cluster: string
  /** The repository in words. */
  readonly folder: string
  /** Bytes of a file of WAL. */
  readonly segment: number
}

interface Asking {
  readonly cluster: { readonly name: string }
  readonly primary: Reader
}

export const readStanza = async (
  { ask, folder, archive, clones }: KnownRepository,
  stanza: StanzaConfig,
  { cluster, primary }: Asking,
): Promise<Repository> => {
  if (!ask) throw new Error('nobody to ask')
  const [row] = await primary.read<{ segment: number }>(segmentSize)
  const asked = { cluster: cluster.name, folder, segment: row?.segment ?? 0 }
  const said = await ask({ tool: 'info' })
  const info = readInfo(said.out, stanza.stanza)
  const trouble = troubleOf(folder, stanza, info, said.err)
  const made = trouble === null && info !== undefined && !isMissing(info)
  const repo = info && Math.min(...info.repo.map(({ key }) => key), 9)
  const here = info?.db.filter(one => one['repo-key'] === repo) ?? []
  const newest = here.at(-1)
  const archiveId = newest && `${newest.version}-${newest.id}`
  const archived =
    made && archiveId !== undefined
      ? readArchived((await ask({ tool: 'wal' })).out, archiveId)
      : null
  const stretches = archived && stretchesOf([...archived.keys()], asked.segment)
  const backups = (info?.backup ?? []).filter(({ database }) => database['repo-key'] === repo)
  return {
    folder,
    archive,
    stanza,
    ...(clones ? { clones } : {}),
    trouble,
    key: null,
    freeBytes: null,
    told: { made, cipher: info?.repo[0]?.cipher ?? info?.cipher ?? 'none', archived },
    backups: backups
      .map(one => keptOf(one, { ...asked, db: here, stretches, archived }))
      .toReversed(),
    unfinished: [],
  }
}

const segmentSize = `select pg_size_bytes(current_setting('wal_segment_size'))::int as segment`

/** The stanza or the files of the stanza are not there yet. */
const missing: ReadonlySet<number> = new Set([1, 3])
/** All well; no valid backup yet. */
const fine: ReadonlySet<number> = new Set([0, 2])

const isMissing = ({ status }: StanzaInfo): boolean => missing.has(status.code)

const troubleOf = (
  folder: string,
  { program }: StanzaConfig,
  info: StanzaInfo | undefined,
  err: string,
): string | null => {
  if (!info)
    return `pgBackRest tells nothing of ${folder}: ${lastLine(err) ?? `${program} gave no answer that can be read`}.`
  const { code, message } = [...info.repo.map(({ status }) => status), info.status].find(
    ({ code: one }) => !fine.has(one) && !missing.has(one),
  ) ?? { code: 0, message: '' }
  return code === 0 ? null : `${folder} cannot be used: ${readable(message)}${hintOf(message)}`
}

/** The first line: the lines behind may hold bytes of a file that were decrypted with a wrong pass phrase. */
const readable = (message: string): string =>
  `${(message.split('\n')[0] ?? '')
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .replace(/[.:]$/, '')
    .slice(0, 400)}.`

const hintOf = (message: string): string =>
  /FormatError|CryptoError/.test(message)
    ? ' Either the pass phrase in its configuration is another one, or the file is damaged.'
    : ''

const lastLine = (text: string): string | undefined =>
  text.trim().split('\n').at(-1)?.replace(/\.$/, '') || undefined

interface Known extends Asked {
  readonly db: StanzaInfo['db']
  readonly stretches: readonly WalStretch[] | null
  readonly archived: ToldStanza['archived']
}

const keptOf = (backup: StanzaBackup, known: Known): KeptBackup => {
  const about = aboutOf(backup, known)
  const reach = about && known.stretches && reachOf(about, known.stretches)
  return {
    backup: backup.label,
    about,
    // Backups that were taken without Howdah are as good.
    genuine: 'genuine',
    damage: [
      ...(about ? [] : ['pgBackRest does not tell where its WAL begins and ends.']),
      ...(backup.error === true ? ['pgBackRest found pages with a wrong checksum.'] : []),
    ],
    locked: false,
    reach: reach && {
      ...reach,
      until: reach.last === null ? null : (known.archived?.get(reach.last) ?? null),
    },
    taken: {
      type: backup.type,
      prior: backup.prior,
      run: runOf(backup),
      stored: backup.info.repository.size ?? null,
    },
  }
}

const aboutOf = (
  backup: StanzaBackup,
  { cluster, folder, segment, db }: Known,
): BackupAbout | null => {
  const { label, lsn, archive, database, info, timestamp } = backup
  const of = db.find(({ id }) => id === database.id)
  if (!lsn || archive.start === null || !of) return null
  return {
    format: 2,
    backup: label,
    cluster,
    node: folder,
    run: runOf(backup) ?? '',
    system: String(of['system-id']),
    server: of.version,
    segment,
    timeline: Number.parseInt(archive.start.slice(0, 8), 16),
    startLsn: lsn.start.toUpperCase(),
    endLsn: lsn.stop.toUpperCase(),
    startedAt: new Date(timestamp.start * 1_000).toISOString(),
    endedAt: new Date(timestamp.stop * 1_000).toISOString(),
    archives: { 'base.tar': info.size },
    tablespaces: {},
    files: 0,
    manifest: sumOfBackup(backup),
    superuser: '',
    needs: {},
  }
}
