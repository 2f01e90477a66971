import type { RestoreFacts } from '#cluster/facts/restore/look'
import type { CloneAction } from '#model/actions/clone'
import type { CloneReady } from '#playbooks/restore/ready-to-clone'

/** Unpacking and replay of a large server take hours. */
const deadlineSeconds = 12 * 3_600

/** Makes a clone of the chosen backup, once the WAL that step 2 finishes is archived. */
export const makeClone = (
  {
    node,
    database,
    chosen,
    place,
    repository,
  }: Pick<RestoreFacts, 'node' | 'database'> & CloneReady,
  { clone, target, minutes }: Pick<CloneAction, 'clone' | 'target' | 'minutes'>,
): CloneAction => ({
  kind: 'clone',
  node,
  database,
  duty: 'backup',
  folder: repository.folder,
  archive: repository.archive,
  backup: chosen.backup,
  manifest: chosen.manifest,
  system: chosen.about.system,
  target,
  until: { from: 1, output: 'lsn' },
  clone,
  place: place.folder,
  programs: place.programs,
  ...(repository.stanza ? { stanza: repository.stanza } : {}),
  minutes,
  way: 'make',
  deadlineSeconds,
})
