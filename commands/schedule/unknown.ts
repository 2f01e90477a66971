/** Refuses a name that no schedule has, with the schedule of a name like that. */
import type { Engine } from '#model/engine'
import type { Refusal } from '#model/refusal'
import { noSchedule } from '#model/schedule/no-schedule'
import { meantName } from '#text/nearest'

export const unknownSchedule = async (
  { schedules }: Pick<Engine, 'schedules'>,
  name: string,
  words: string,
): Promise<Refusal> => {
  const names = (await schedules.list()).map(({ schedule }) => schedule.id)
  return noSchedule(name, meantName(name, names), words)
}
