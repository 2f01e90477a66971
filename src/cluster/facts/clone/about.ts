/** Howdah's own words about a clone, beside the clone's data; written once the clone is paused at its moment. */
import { join } from 'node:path'
import { z } from 'zod'
import { lsn } from '#cluster/facts/backup/about'
import { readPlain } from '#cluster/facts/backup/plain-file'
import { anyBackup } from '#model/actions/host/tools'
import { cloneName } from '#model/clone/clone-name'
import { cloneTarget } from '#model/clone/target'
import { counted } from '#text/figures'

export const cloneSchema = z.strictObject({
  format: z.literal(1),
  clone: z.string().regex(cloneName),
  /** The cluster and the run that the clone is of. */
  cluster: z.string(),
  run: z.string(),
  /** The repository, the archive and the programs that made the clone. */
  folder: z.string(),
  archive: z.string(),
  programs: z.string(),
  backup: z.string().regex(anyBackup),
  manifest: z.string(),
  /** The identifier of the database system. */
  system: z.string(),
  target: cloneTarget,
  /** The moment that the clone is being moved to; null once it stands at `target`. */
  moving: cloneTarget.nullable().default(null),
  /** True for a clone that was promoted and takes writes: `target` is the moment that it left recovery at. */
  promoted: z.boolean().default(false),
  /** The LSN that was replayed, and when the last replayed transaction was committed. */
  reached: lsn,
  reachedAt: z.iso.datetime().nullable(),
  /** The transaction that had locked a table at the target: replay stopped before that lock; null for none. */
  before: z.string().nullable(),
  /** Tables that open transactions had locked when replay stopped, and that cannot be read. */
  locked: z.int(),
  /** Of the files, when the clone was made. */
  bytes: z.int(),
  /** By the clock of Howdah's machine. */
  madeAt: z.iso.datetime(),
  minutes: z.int(),
  /** The folder of the socket: never a host. */
  socket: z.string().startsWith('/'),
  /** How long unpacking took; left out by a build that did not measure. */
  unpackSeconds: z.number().min(0).optional(),
})

export type CloneAbout = z.infer<typeof cloneSchema>

export const cloneFile = 'clone.json'

/** In bytes. The user of the clone's server may write there. */
const longestAbout = 64 * 1_024

/** Null for a folder without such words, or with damaged words. */
export const readCloneAbout = async (folder: string): Promise<CloneAbout | null> => {
  try {
    const text = (await readPlain(join(folder, cloneFile), longestAbout))?.toString('utf8') ?? ''
    return cloneSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** The data folder within the folder of a clone. */
export const dataOf = (folder: string): string => join(folder, 'data')

/** When the clone ends by itself, as an ISO time. */
export const endOfClone = ({ madeAt, minutes }: Pick<CloneAbout, 'madeAt' | 'minutes'>): string =>
  new Date(Date.parse(madeAt) + minutes * 60_000).toISOString()

/** How locks of the moment hinder readers, in sentences; empty for no lock. */
export const lockWords = ({
  before,
  locked,
}: Pick<CloneAbout, 'before' | 'locked'>): readonly string[] => [
  ...(before === null
    ? []
    : [
        `Transaction ${before} had locked a table by then, so replay stopped before that lock: the table can be read.`,
      ]),
  ...(locked === 0
    ? []
    : [
        `${counted(locked, 'table was', 'tables were')} locked by a transaction under way, and cannot be read: choose another moment for that.`,
      ]),
]
