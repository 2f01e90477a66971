/** The partitioned tables whose partitions soon end, in sentences. */
import { partitionTrouble } from '#checks/partitions'
import { setHeads } from '#cluster/facts/partition/heads'
import type { Reader } from '#model/view'
import { Failure } from '#src/errors'

/** None for a database with too many partitions to read within the time of a look. */
export const readRunways = (reader: Reader): Promise<readonly string[]> =>
  unlessAway(async () => {
    const now = Date.now()
    return (await setHeads(reader)).flatMap(set => partitionTrouble(set, now))
  })

/** A database that does not answer is told elsewhere. */
const unlessAway = async (read: () => Promise<readonly string[]>): Promise<readonly string[]> => {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Failure) return []
    throw error
  }
}
