/** The folders of a rebuild: the files of the replica, the old ones beside, and copies that were not finished. */
import { constants } from 'node:fs'
import { access, lstat, readdir, stat, statfs } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { readPlain } from '#cluster/facts/backup/plain-file'
import { beforeOf, copyName, type RebuildAction } from '#model/actions/replication/rebuild'

export interface RebuildFolder {
  /** The name of the next copy: one more than the present files have. */
  readonly copy: string
  readonly freeBytes: number
  /** A sentence part: why the folder cannot be renamed; null where it can. */
  readonly stays: string | null
  /** Paths of what an earlier rebuild left. */
  readonly left: readonly string[]
}

export const lookAtRebuildFolder = async (data: string): Promise<RebuildFolder> => {
  const [made, disk, stays, left] = await Promise.all([
    copyIn(data),
    statfs(dirname(data)),
    whyStays(data),
    leftBeside(data),
  ])
  return {
    copy: `rebuild-${1 + Number(made?.replace('rebuild-', '') ?? 0)}`,
    freeBytes: disk.bavail * disk.bsize,
    stays,
    left,
  }
}

/** In bytes; PostgreSQL writes some hundred. */
const longestLabel = 4_096

/** The copy that the files were made of; null for none. A server that has started has renamed its label. */
export const copyIn = async (data: string): Promise<string | null> => {
  for (const name of ['backup_label', 'backup_label.old']) {
    const text = await readPlain(join(data, name), longestLabel)
    const label = text && /^LABEL: (.*)$/m.exec(text.toString('utf8'))?.[1]
    if (label === undefined) continue
    const copy = label.replace(/^howdah /, '')
    return copyName.test(copy) ? copy : null
  }
  return null
}

/** Paths of unfinished copies of this name. */
export const unfinishedIn = async ({
  data,
  copy,
}: Pick<RebuildAction, 'data' | 'copy'>): Promise<readonly string[]> =>
  (await readdir(dirname(data)))
    .filter(name => name.startsWith(`${basename(data)}.${copy}.`))
    .map(name => join(dirname(data), name))

export const isKept = (action: Pick<RebuildAction, 'data' | 'copy'>): Promise<boolean> =>
  isThere(beforeOf(action))

export const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

const whyStays = async (data: string): Promise<string | null> => {
  const [own, wal, here, above] = await Promise.all([
    lstat(data),
    lstat(join(data, 'pg_wal')),
    stat(data),
    stat(dirname(data)),
  ])
  if (own.isSymbolicLink()) return `${data} is a link`
  if (wal.isSymbolicLink()) return `pg_wal in ${data} is a link to another folder`
  if (here.dev !== above.dev) return `${data} is a disk of its own`
  const mayMove = await access(dirname(data), constants.W_OK).then(
    () => true,
    () => false,
  )
  return mayMove ? null : `Howdah may not write in ${dirname(data)}`
}

const leftBeside = async (data: string): Promise<readonly string[]> => {
  const names = await readdir(dirname(data)).catch(() => [])
  return names
    .filter(
      name =>
        name.startsWith(`${basename(data)}.`) &&
        /^(before-)?rebuild-\d/.test(name.slice(basename(data).length + 1)),
    )
    .map(name => join(dirname(data), name))
}
