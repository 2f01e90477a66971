import { z } from 'zod'
import { calendarWords, readCalendar } from '#model/calendar/calendar'
import { type Slot, slotsAfter } from '#model/calendar/slots'
import { isOpen, openingAt, openingWords } from '#model/calendar/window'
import { clockIn, dayIn } from '#model/calendar/words'
import { zoneName } from '#model/calendar/zone'
import { answers } from '#model/command'
import type { ClusterConfig } from '#model/configuration'
import { line } from '#model/input'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'

export const schedulePreview = answers({
  words: 'schedule preview',
  summary: 'When a calendar is due next, with the nights in which clocks change',
  example: '"weekdays at 02:30" zone=Europe/Berlin cluster=shop',
  first: 'at',
  verb: 'read',
  needs: 'nothing',
  input: z.object({
    at: line.describe('`every 15 minutes`, `weekdays at 02:30`, or five fields of cron'),
    zone: zoneName.default('UTC').describe('The time zone whose clocks count'),
    cluster: line.optional().describe('Compare with the maintenance windows of this cluster'),
  }),
  answer({ input, engine }) {
    const cluster = engine.config.clusters.find(({ name }) => name === input.cluster)
    if (input.cluster !== undefined && !cluster)
      return refusal(
        `There is no cluster ${input.cluster}.`,
        `Name one of: ${engine.clusters.join(', ')}.`,
      )
    return previewOf({ at: input.at, zone: input.zone }, cluster ?? null, new Date())
  },
})

const shownSlots = 5

export const previewOf = (
  { at, zone }: { readonly at: string; readonly zone: string },
  cluster: Pick<ClusterConfig, 'name' | 'windows'> | null,
  now: Date,
): Answer | Refusal => {
  const calendar = readCalendar(at)
  if (isRefusal(calendar)) return calendar
  const slots = slotsAfter(calendar, zone, now, shownSlots)
  return answer(`${calendarWords(calendar)}, by the clocks of ${zone}.`, {
    table: {
      columns: [`Next (${zone})`, ...(zone === 'UTC' ? [] : ['UTC']), 'Remark'],
      rows: slots.map(slot => [
        shownIn(zone, slot.at),
        ...(zone === 'UTC' ? [] : [shownIn('UTC', slot.at)]),
        [slot.note, cluster && windowOf(cluster, slot)].filter(Boolean).join('; '),
      ]),
    },
  })
}

const shownIn = (zone: string, at: Date): string => `${dayIn(zone, at)} ${clockIn(zone, at)}`

/** Null within a window, and where changes may begin at any time. */
const windowOf = (
  { name, windows }: Pick<ClusterConfig, 'name' | 'windows'>,
  { at }: Slot,
): string | null => {
  const opening = openingAt(windows, at)
  return opening && !isOpen(opening, at)
    ? `outside the windows of ${name}: a change waits until ${openingWords(opening)}`
    : null
}
