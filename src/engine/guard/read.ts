/**
 * Reads the metrics of a plan's guard, and keeps the reading. Since the change the silence of a cluster is kept as
 * well; before the change a failed reading is no reading.
 */
import type { Parts } from '#engine/parts'
import type { Plan } from '#model/plan'
import { Failure } from '#src/errors'
import { inTime } from '#src/in-time'
import { insertReading, type ReadingMoment } from '#store/readings'

/** A cluster that does not answer delays no other guard, and its own looks come each 5 s at worst. */
const patienceMs = 4_000

export const keepReading = async (
  { watcher, store, now, report }: Pick<Parts, 'watcher' | 'store' | 'now' | 'report'>,
  { id, cluster, database, guard }: Pick<Plan, 'id' | 'cluster' | 'database' | 'guard'>,
  moment: ReadingMoment,
): Promise<void> => {
  if (!guard) return
  const at = await now()
  try {
    const reading = watcher.read(cluster, database, guard.watches, at)
    const body = await inTime(reading, patienceMs, () => {
      throw new Failure(
        'guard.silent',
        `${cluster} did not answer the guard in time.`,
        'Look there.',
      )
    })
    await insertReading(store, id, moment, body)
  } catch (error) {
    report(error, { plan: id, moment })
    if (moment === 'since') await insertReading(store, id, moment, watcher.silence(at))
  }
}
