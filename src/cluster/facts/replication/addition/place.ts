/** The place of a node that has no files yet, on Howdah's machine. */
import { constants } from 'node:fs'
import { access, lstat, readdir, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface NewPlace {
  readonly data: string
  readonly freeBytes: number
  /** A sentence: why no new files can be put there; null where they can. */
  readonly unfit: string | null
}

/** `like` is the data directory of the primary, whose user gets the new files; null where that is out of reach. */
export const lookAtNewPlace = async (data: string, like: string | null): Promise<NewPlace> => {
  const around = dirname(data)
  const disk = await statfs(around).catch(() => null)
  return {
    data,
    freeBytes: disk === null ? 0 : disk.bavail * disk.bsize,
    unfit: disk === null ? `There is no folder ${around}.` : await whyUnfit(data, around, like),
  }
}

/** Whether nothing lies at the path, in a folder that is there. */
export const isVacant = async (data: string): Promise<boolean> => {
  const found = await lstat(data).catch(() => null)
  const names = await readdir(found === null ? dirname(data) : data).catch(() => null)
  return names !== null && (found === null || names.length === 0)
}

const whyUnfit = async (
  data: string,
  around: string,
  like: string | null,
): Promise<string | null> => {
  const [above, found] = await Promise.all([stat(around), lstat(data).catch(() => null)])
  if (found !== null) {
    if (!found.isDirectory()) return `${data} is no folder.`
    if (found.dev !== above.dev) return `${data} is a disk of its own, and cannot be replaced.`
    const names = await readdir(data).catch(() => null)
    if (names === null) return `Howdah may not look into ${data}.`
    if (names.length > 0) return `${data} is not empty.`
  }
  const mayWrite = await access(around, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!mayWrite) return `Howdah may not write in ${around}.`
  const owner = like === null ? null : ((await stat(like).catch(() => null))?.uid ?? null)
  return owner !== null && owner !== above.uid && process.getuid?.() === 0
    ? `${around} does not belong to the user of the primary’s server, who gets the new files.`
    : null
}
