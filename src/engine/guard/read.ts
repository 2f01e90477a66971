/** Reads the metrics of a plan's guard, and keeps the reading. A failed reading is no reading. */
import type { Parts } from '#engine/parts'
import type { Plan } from '#model/plan'
import { Failure } from '#src/errors'
import { inTime } from '#src/in-time'
import { insertReading, type ReadingMoment } from '#store/readings'

/** A cluster that does not answer delays no other guard. */
const patienceMs = 5_000

export const keepReading = async (
  { watcher, store, now, report }: Pick<Parts, 'watcher' | 'store' | 'now' | 'report'>,
  { id, cluster, database, guard }: Pick<Plan, 'id' | 'cluster' | 'database' | 'guard'>,
  moment: ReadingMoment,
): Promise<void> => {
  if (!guard) return
  try {
    const reading = watcher.read(cluster, database, guard.watches, await now())
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
  }
}
