/** The place for clones: whether the place is there, has room, and is nobody's data folder. */
import { execFile } from 'node:child_process'
import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { dataFolderAbove } from '#cluster/facts/backup/data-folder'
import { clonesIn, type FoundClone } from '#cluster/facts/clone/clones-in'
import type { ClonePlace } from '#model/cluster'

export interface ClonePlaceAbout extends ClonePlace {
  /** False where the folder cannot be read from here. */
  readonly there: boolean
  readonly freeBytes: number | null
  /** The data folder of a server that the place lies in; null for none. */
  readonly inDataOf: string | null
  /** The major version of `postgres` in `programs`; null where there is no such program. */
  readonly major: number | null
  readonly clones: readonly FoundClone[]
}

export const lookAtClonePlace = async (place: ClonePlace): Promise<ClonePlaceAbout> => {
  const disk = await statfs(place.folder).catch(() => null)
  const isFolder = await stat(place.folder).then(
    found => found.isDirectory(),
    () => false,
  )
  const clones = await clonesIn(place.folder)
  return {
    ...place,
    there: isFolder && clones !== null,
    freeBytes: disk && disk.bavail * disk.bsize,
    inDataOf: await dataFolderAbove(place.folder),
    major: await majorOf(place.programs),
    clones: clones ?? [],
  }
}

/** `postgres (PostgreSQL) 18.4`. */
const majorOf = async (programs: string): Promise<number | null> => {
  try {
    const { stdout } = await promisify(execFile)(join(programs, 'postgres'), ['--version'], {
      timeout: 10_000,
      env: { LD_LIBRARY_PATH: join(programs, '../lib'), LC_ALL: 'C' },
    })
    return Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1] ?? Number.NaN) || null
  } catch {
    return null
  }
}
