import type { BackupAbout } from '#cluster/facts/backup/about'
import { positionOf, segmentAt, walName } from '#cluster/facts/backup/wal'
import type { CloneAction } from '#model/actions/clone'
import { recordOf } from '#model/clone/target'

/**
 * Of names in an archive those that replay to a moment may need: the record of the moment may go on in the next file, and a
 * backup is consistent at its end. All names where the record is not known.
 */
export const walUntil = (
  names: readonly string[],
  target: CloneAction['target'],
  { endLsn, segment }: Pick<BackupAbout, 'endLsn' | 'segment'>,
): readonly string[] => {
  const record = target.kind === 'step' ? null : recordOf(target)
  if (record === null) return names
  const [end, moment] = [positionOf(endLsn), positionOf(record.lsn)]
  const last = segmentAt(end > moment ? end : moment, segment) + 1n
  // Behind the timeline names follow each other as the files do; the name of a history is shorter.
  const place = walName(0, last, segment).slice(8)
  return names.filter(name => name.slice(8, 24) <= place)
}
