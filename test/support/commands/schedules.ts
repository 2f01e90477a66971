/** Schedules as the table tests of the commands see them. */
import type { Schedule, ScheduleDraft, ScheduleView, SlotView } from '#model/schedule/schedule'

export const aSchedule = (more: Partial<Schedule> = {}): Schedule => ({
  id: 'nightly',
  revision: 1,
  command: 'query slow cluster=shop',
  calendar: 'daily at 02:30',
  zone: 'UTC',
  overlap: 'skip',
  catchUp: 300,
  jitter: 0,
  owner: { id: 'T_LOCAL/U_OLGA', name: 'olga' },
  state: { kind: 'active' },
  person: 'T_LOCAL/U_OLGA',
  personName: 'olga',
  at: new Date('2026-03-26T12:00Z'),
  ...more,
})

export const aSlot = (outcome: SlotView['outcome'], more: Partial<SlotView> = {}): SlotView => ({
  at: new Date('2026-03-27T02:30Z'),
  takenAt: new Date('2026-03-27T02:30:01Z'),
  endedAt: new Date('2026-03-27T02:30:02Z'),
  askedBy: null,
  held: false,
  outcome,
  ...more,
})

export const aView = (more: Partial<ScheduleView> = {}): ScheduleView => ({
  schedule: aSchedule(),
  cluster: 'shop',
  plans: true,
  slots: [],
  next: [{ at: new Date('2026-03-28T02:30Z'), note: null }],
  ...more,
})

export const paused = aSchedule({
  state: { kind: 'paused', reason: 'big import', until: '2026-03-30T12:00:00.000Z' },
  person: 'T_LOCAL/U_ADAM',
  personName: 'adam',
})

export const aDraft = (more: Partial<ScheduleDraft> = {}): ScheduleDraft => {
  const { command, calendar, zone, overlap, catchUp, jitter } = aSchedule()
  return {
    kind: 'draft',
    wish: { command, calendar, zone, overlap, catchUp, jitter },
    cluster: 'shop',
    plans: false,
    suggestedName: 'query-slow-shop',
    hindered: null,
    ...more,
  }
}
