/** The server of a cluster, by the process and the files on Howdah's machine. */
import { constants } from 'node:fs'
import { access, lstat, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readPlain } from '#cluster/facts/backup/plain-file'
import type { Reader } from '#model/view'

export interface LiveServerFacts {
  /** The data folder; null where the observing login may not ask. */
  readonly data: string | null
  /** Tablespaces beside the usual two. */
  readonly tablespaces: number
  /** Null where no process of this machine is that very server. */
  readonly here: LiveHere | null
}

export interface LiveHere {
  readonly pid: number
  /** The unit of systemd that runs the server; null for none. */
  readonly unit: string | null
  readonly isLinux: boolean
  readonly uid: number
  /** Whether the folder lies on the disk of the place for clones. */
  readonly sameDisk: boolean
  readonly mayMove: boolean
  /** Whether pg_wal is a link to another folder. */
  readonly walElsewhere: boolean
}

export const lookAtLiveServer = async (reader: Reader, place: string): Promise<LiveServerFacts> => {
  const [row] = await reader.read<{
    data: string | null
    startedAt: number
    port: string
    tablespaces: number
  }>(question)
  if (!row) throw new Error('no server')
  const { data, tablespaces } = row
  return { data, tablespaces, here: data === null ? null : await hereAt(data, place, row) }
}

const question = `select current_setting('data_directory', true) as data, current_setting('port') as port,
  extract(epoch from pg_postmaster_start_time())::float8 as "startedAt",
  (select count(*)::int from pg_tablespace where spcname not in ('pg_default', 'pg_global')) as tablespaces`

/** In bytes; PostgreSQL writes about a hundred. */
const longestLock = 4_096

/** A tunnel looks like this machine: the process counts that tells the same port, and the same start to the second. */
const hereAt = async (
  data: string,
  place: string,
  { port, startedAt }: { readonly port: string; readonly startedAt: number },
): Promise<LiveHere | null> => {
  const lock = await readPlain(join(data, 'postmaster.pid'), longestLock)
  const [pid = '', , started = '', ofPort] = (lock?.toString('utf8') ?? '').split('\n')
  if (ofPort !== port || Math.abs(Number(started) - startedAt) > 2) return null
  const [folder, clones, wal] = await Promise.all([
    stat(data),
    stat(place).catch(() => null),
    lstat(join(data, 'pg_wal')),
  ])
  const mayMove = await Promise.all(
    [dirname(data), place].map(one => access(one, constants.W_OK)),
  ).then(
    () => true,
    () => false,
  )
  return {
    pid: Number(pid),
    unit: unitIn(await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')),
    isLinux: process.platform === 'linux',
    uid: folder.uid,
    sameDisk: clones?.dev === folder.dev,
    mayMove,
    walElsewhere: wal.isSymbolicLink(),
  }
}

/** `postgresql@15-main.service`: a unit of PostgreSQL's own, and not that of a shell. */
const unitIn = (cgroup: string): string | null =>
  /([^/\n]*(?:postgres|pgsql)[^/\n]*\.service)/.exec(cgroup)?.[1] ?? null
