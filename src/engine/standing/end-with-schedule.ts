/** Standing approvals end with their schedule: a schedule of the same name later on is asked for anew. */
import type { Parts } from '#engine/parts'
import { standingFingerprint } from '#engine/standing/fingerprint'
import { readApprovals } from '#engine/standing/read'
import type { Person } from '#model/person'
import { advisoryLocks } from '#store/advisory-locks'
import { readStanding } from '#store/standing-approvals/bodies'
import { insertStandingDecision } from '#store/standing-approvals/decisions'
import type { Store } from '#store/store'
import { takeLock } from '#store/take-lock'

export interface RemovedSchedule {
  readonly person: Person
  readonly schedule: string
  /** Read before the transaction begins. */
  readonly now: Date
}

/** Within the transaction that removes the schedule. Gives the ids of those that ended. */
export const endWithSchedule = async (
  parts: Parts,
  tx: Store,
  { person, schedule, now }: RemovedSchedule,
): Promise<readonly string[]> => {
  const rows = await readStanding(tx, null)
  const bodies = rows.map(({ body }) => body).filter(body => body.schedule === schedule)
  const ended: string[] = []
  for (const body of bodies.toSorted((one, other) => one.id.localeCompare(other.id))) {
    const { id, cluster } = body
    await takeLock(tx, { lock: advisoryLocks.standing, of: id })
    const [approval] = await readApprovals(parts, now, tx, id)
    if (approval?.state !== 'waiting' && approval?.state !== 'in force') continue
    const fingerprint = standingFingerprint(body)
    const [note, via] = [`Schedule ${schedule} was removed.`, 'schedule remove']
    const { id: by, name } = person
    await insertStandingDecision(tx, {
      standing: id,
      person: by,
      name,
      decision: 'withdraw',
      fingerprint,
      note,
      via,
    })
    await parts.record.append(
      'standing.withdrawn',
      {
        actor: by,
        subject: { standing: id, scope: cluster },
        detail: { name, schedule, fingerprint, note, via },
      },
      tx,
    )
    ended.push(id)
  }
  return ended
}
