/** Refusals of restore.point-in-time, the first that holds. */
import { positionOf } from '#cluster/facts/backup/wal'
import { gapBefore } from '#cluster/facts/restore/backup-for'
import type { RestoreFacts } from '#cluster/facts/restore/look'
import type { MomentFacts } from '#cluster/facts/restore/moment'
import { type CloneTarget, exactTime, recordOf, targetWords } from '#model/clone/target'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { notFound } from '#playbooks/restore/not-found'
import { type CloneReady, noBackup, readyToClone } from '#playbooks/restore/ready-to-clone'
import { minute } from '#text/instant'

export type RestoreReady = Omit<MomentFacts, keyof CloneReady | 'target'> &
  CloneReady & { readonly target: CloneTarget }

export const readyToRestore = (facts: MomentFacts): Refusal | RestoreReady => {
  const { target, sought, away } = facts
  if (away && target === null && sought && sought.read === null && sought.transaction === null)
    return refusal(
      `${away.because} Howdah cannot tell which table is meant without the schemas of ${facts.cluster}.`,
      'Name the moment with `to=`, `xid=`, `name=` or `lsn=`.',
    )
  if (target === null && sought === null)
    return refusal(
      'A restore needs one moment.',
      'Say one of `to="2026-11-29 14:03:20"`, `before-drop=public.orders`, `xid=745`, `name=before_release` and `lsn=0/3000060`.',
    )
  const ready = readyToClone(facts, chosen =>
    target === null
      ? sought && chosen && notFound(sought, facts)
      : (beyondArchive(target, facts) ??
        inTheFuture(target, facts) ??
        (chosen ? inAGap(target, chosen) : noBackup(target, facts))),
  )
  if (isRefusal(ready)) return ready
  if (target === null) throw new Error('no moment is a refusal')
  return { ...facts, ...ready, target }
}

/** WAL that is not archived is out of reach while the server is silent. */
const beyondArchive = (
  target: CloneTarget,
  { away, cluster }: RestoreFacts,
): Refusal | undefined => {
  if (!away?.newest || !away.read) return undefined
  const { newest, read } = away
  const record = recordOf(target)
  const beyond =
    target.kind === 'time'
      ? Date.parse(target.at) >= Date.parse(newest.at)
      : record !== null && positionOf(record.lsn) >= positionOf(read.to)
  return beyond
    ? refusal(
        `${targetWords(target)} is not before the last transaction that is archived: ${newest.xid ?? 0}, committed ${exactTime(newest.at)}. ${cluster} does not answer, and archives nothing newer.`,
        'Restore to right after that transaction, or to an earlier moment.',
        `restore point-in-time xid=${newest.xid ?? 0}`,
      )
    : undefined
}

const inTheFuture = (
  target: CloneTarget,
  { present, node, away }: RestoreFacts,
): Refusal | undefined => {
  if (away) return undefined
  const record = recordOf(target)
  const ahead =
    target.kind === 'time'
      ? Date.parse(target.at) > Date.parse(present.now)
      : record !== null && positionOf(record.lsn) > positionOf(present.lsn)
  return ahead
    ? refusal(
        `${targetWords(target)} is in the future: ${node} is at ${present.now.slice(0, 19).replace('T', ' ')} UTC, ${present.lsn}.`,
        'Choose an earlier moment.',
      )
    : undefined
}

const inAGap = (
  target: CloneTarget,
  chosen: NonNullable<RestoreFacts['chosen']>,
): Refusal | undefined => {
  const gap = gapBefore(chosen, target)
  return gap
    ? refusal(
        `${targetWords(target)} is out of reach: WAL is missing between ${gap.last} and ${gap.after}.`,
        `Choose a moment before ${chosen.reach?.until ? minute(chosen.reach.until) : gap.last}, or one after a later backup.`,
        'backup list',
      )
    : undefined
}
