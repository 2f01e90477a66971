import type { CloneAbout } from '#cluster/facts/clone/about'
import type { CloneAction } from '#model/actions/clone'

/** One restart replays a little WAL. */
const restartSeconds = 600

interface Around {
  readonly node: string
  readonly database: string
  readonly place: { readonly folder: string } | null
}

interface Wanted extends Pick<CloneAction, 'target' | 'way' | 'data'> {
  readonly about: CloneAbout
  /** In the place of the seconds of a restart. */
  readonly deadlineSeconds?: number
}

/** The action on a clone that lies there: backup, archive and programs are those that the clone was made with. */
export const actOnClone = (
  { node, database, place }: Around,
  { about, target, way, data, deadlineSeconds = restartSeconds }: Wanted,
): CloneAction => {
  const { clone, folder, archive, backup, manifest, system, programs, minutes } = about
  return {
    kind: 'clone',
    node,
    database,
    duty: 'backup',
    folder,
    archive,
    backup,
    manifest,
    system,
    target,
    until: '0/0',
    clone,
    place: place?.folder ?? '',
    programs,
    minutes,
    ...(data === undefined ? {} : { data }),
    way,
    deadlineSeconds,
  }
}
