/** Where a drill would restore a backup: whether it is there, has room, and is nobody's data folder. */
import { access, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DrillPlace } from '#model/cluster'

export interface DrillPlaceAbout extends DrillPlace {
  /** False where the folder cannot be read from here. */
  readonly there: boolean
  readonly freeBytes: number | null
  /** The data folder of a server that the place lies in; null for none. */
  readonly inDataOf: string | null
  readonly hasPrograms: boolean
}

export const lookAtDrillPlace = async (place: DrillPlace): Promise<DrillPlaceAbout> => {
  const disk = await statfs(place.folder).catch(() => null)
  const there = await stat(place.folder).then(
    found => found.isDirectory(),
    () => false,
  )
  return {
    ...place,
    there,
    freeBytes: disk && disk.bavail * disk.bsize,
    inDataOf: await dataFolderAbove(place.folder),
    hasPrograms: await exists(join(place.programs, 'postgres')),
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const dataFolderAbove = async (path: string): Promise<string | null> => {
  if (await exists(join(path, 'PG_VERSION'))) return path
  return path === dirname(path) ? null : dataFolderAbove(dirname(path))
}
