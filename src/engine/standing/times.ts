/** A standing approval is for a schedule as its calendar was: whoever saves another calendar is asked again. */
import { timesOf } from '#model/schedule/words'
import type { StandingApproval } from '#model/standing/standing-approval'
import { findSchedule } from '#store/schedule/schedules'
import type { Store } from '#store/store'
import { canonicalJson } from '#text/canonical-json'

type Times = NonNullable<StandingApproval['times']> | null

export const timesOfSchedule = async (store: Store, id: string): Promise<Times> => {
  const found = await findSchedule(store, id)
  return found ? { calendar: found.calendar, zone: found.zone } : null
}

/** A sentence; undefined where the schedule runs at the times that people approved. */
export const whyNotTimes = async (
  store: Store,
  { id, schedule, times }: StandingApproval,
): Promise<string | undefined> => {
  if (times === undefined) return `${id} does not say at what times ${schedule} may run.`
  const now = await timesOfSchedule(store, schedule)
  return canonicalJson(times) === canonicalJson(now)
    ? undefined
    : `${id} was given for ${schedule} ${wordsOf(times)}, and it runs ${wordsOf(now)} now.`
}

const wordsOf = (times: Times): string => (times === null ? 'without a calendar' : timesOf(times))
