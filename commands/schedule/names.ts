/** The names of schedules that were not removed, to suggest from. */
import type { Schedules } from '#model/engine'

export const namesOf = async (schedules: Pick<Schedules, 'list'>): Promise<readonly string[]> =>
  (await schedules.list()).map(({ schedule }) => schedule.id)
