/** The folders of clones. Each holder of a run has a separate folder: two never write into the same. */
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { ownerOf } from '#cluster/drivers/clone/owner-of'
import { removeFolder } from '#cluster/drivers/clone/remove-folder'
import { stopServer } from '#cluster/drivers/clone/server'
import { outOfReach } from '#cluster/drivers/disk-failure'
import { cloneOf, clonesIn, type FoundClone } from '#cluster/facts/clone/clones-in'
import type { ActionState } from '#model/actions/action-kind'
import type { CloneAction } from '#model/actions/clone'
import { canonicalJson } from '#text/canonical-json'

type Wanted = Pick<CloneAction, 'clone' | 'place' | 'backup' | 'target' | 'way'>

/** `run` null: of any run. */
export const stateOfClone = async (wanted: Wanted, run: string | null): Promise<ActionState> => {
  if (wanted.way === 'promote') {
    const found = await cloneOf(wanted.place, wanted)
    return found?.running && found.about.moving === null && found.about.promoted
      ? 'present'
      : 'absent'
  }
  if (wanted.way === 'start' || wanted.way === 'move') {
    const found = await cloneOf(wanted.place, wanted)
    const stands =
      found?.running === true &&
      found.about.moving === null &&
      canonicalJson(found.about.target) === canonicalJson(wanted.target)
    return stands ? 'present' : 'absent'
  }
  const left = await leftovers(wanted, run)
  if (wanted.way !== 'make') return left.length === 0 ? 'present' : 'absent'
  // Whether the server still runs is for the look after the run to say.
  if (left.some(({ about }) => about !== null)) return 'present'
  return left.length === 0 ? 'absent' : 'partial'
}

/** Stops and removes what the action is about: all of a run, or the whole clone of that name and backup. */
export const removeClones = async (wanted: Wanted, run: string): Promise<void> => {
  for (const one of await leftovers(wanted, run)) await removeClone(one)
}

export const removeClone = async ({
  folder,
  entry,
  about,
}: Pick<FoundClone, 'folder' | 'entry' | 'about'>): Promise<void> => {
  await stopServer(folder)
  // A place of root's own has no clones of a user any more.
  const owner = await ownerOf(dirname(folder)).catch(() => null)
  // For any words beside a clone, only the clone and the folder of the socket go.
  for (const one of [folder, socketFolder(entry), ...(about ? [about.socket] : [])].filter(
    one => one === folder || basename(one) === basename(socketFolder(entry)),
  ))
    await removeFolder(one, owner)
}

/** The name of a socket has at most 107 bytes, less than many a folder. */
export const socketFolder = (entry: string): string => join(tmpdir(), `howdah-${entry}`)

const leftovers = async (
  { clone, place, backup, way }: Wanted,
  run: string | null,
): Promise<readonly FoundClone[]> => {
  const found = await clonesIn(place)
  if (found === null) throw outOfReach(place, new Error('it cannot be listed'))
  const prefix = run === null ? `${clone}.` : `${clone}.${run}.`
  return found.filter(
    ({ entry, about }) =>
      entry.startsWith(prefix) ||
      // Another run made the clone.
      (way === 'end' && about?.clone === clone && about.backup === backup),
  )
}
