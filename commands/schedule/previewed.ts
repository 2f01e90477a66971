/** The preview of a schedule before saving: the next times, with changing clocks and windows. */
import { usual, valuesOf } from '#commands/schedule/wishing'
import { hoursAt } from '#model/calendar/hours'
import { blackoutWords } from '#model/calendar/hours-words'
import type { Slot } from '#model/calendar/slots'
import { openingWords } from '#model/calendar/window'
import { clockIn, dayIn } from '#model/calendar/words'
import type { ClusterConfig } from '#model/configuration'
import { withOffered } from '#model/offer/offered'
import { type Answer, answer } from '#model/reply'
import { dueAt, jitterOf, nextSlots } from '#model/schedule/due'
import type { ScheduleDraft } from '#model/schedule/schedule'
import type { ScheduleWish } from '#model/schedule/wish'
import { timesOf } from '#model/schedule/words'
import { writeCommand } from '#text/write-command'

const shownSlots = 5

type Windowed = Pick<ClusterConfig, 'name' | 'windows' | 'blackouts'>

export const previewed = (
  name: string,
  { wish, plans, hindered }: ScheduleDraft,
  cluster: Windowed | null,
  now: Date,
): Answer => {
  const { command, at, ...rest } = valuesOf(wish)
  const said = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      value === usual[key as keyof typeof usual] ? null : value,
    ]),
  )
  const label = hindered === null ? 'Save Schedule' : 'Save Anyway'
  // The sentence stays on screen: it has to be true after saving too, and where nobody can press anything.
  return answer(`\`${command}\`: ${timesOf(wish)}. This is a preview: ${label} saves it.`, {
    lines: [...(plans ? [mannedLine(name)] : []), ...(hindered === null ? [] : [hindered])],
    table: slotTable(wish, nextSlots(wish, now, shownSlots), { id: name, cluster }),
    offers: [
      {
        label,
        command: withOffered(saving(name, command, { at, ...said }), {
          kind: 'preview',
          of: name,
          at: now.toISOString(),
        }),
      },
    ],
  })
}

/** A person who schedules a change for the night expects the change to be there by the morning. */
const mannedLine = (name: string): string =>
  `Each time it only makes a plan: somebody has to be there to approve it, or the plan expires and nothing is done. For nights, have it approved beforehand: save it, make its first plan with \`schedule run-now ${name}\`, and give that plan to \`approval ask\`.`

/** No quotes go around a command with both kinds of quotes: such a command stands last, and is read to the end of the line. */
const saving = (
  name: string,
  command: string,
  rest: Readonly<Record<string, string | number | null>>,
): string =>
  command.includes('"') && command.includes("'")
    ? `${writeCommand(`schedule save ${name}`, rest)} command=${command}`
    : writeCommand(`schedule save ${name}`, { command, ...rest })

export const slotTable = (
  wish: Pick<ScheduleWish, 'zone' | 'jitter'>,
  slots: readonly Slot[],
  { id, cluster }: { readonly id: string; readonly cluster: Windowed | null },
): NonNullable<Answer['table']> => {
  const { zone } = wish
  const rows = slots.map(slot => {
    const at = dueAt({ ...wish, id }, slot)
    const remark = [
      slot.note,
      jitterOf({ ...wish, id }) > 0 ? `${jitterOf({ ...wish, id })} s later by its jitter` : null,
      cluster && windowOf(cluster, at),
    ]
    return {
      there: `${dayIn(zone, at)} ${clockIn(zone, at)}`,
      utc: utcBeside(zone, at),
      remark: remark.filter(Boolean).join('; '),
    }
  })
  const remarked = rows.some(({ remark }) => remark !== '')
  return {
    columns: [
      `Next (${zone})`,
      ...(zone === 'UTC' ? [] : ['UTC']),
      ...(remarked ? ['Remark'] : []),
    ],
    rows: rows.map(({ there, utc, remark }) => [
      there,
      ...(zone === 'UTC' ? [] : [utc]),
      ...(remarked ? [remark] : []),
    ]),
  }
}

/** The day is left out where it is that of the zone: both columns fit a phone. */
const utcBeside = (zone: string, at: Date): string =>
  dayIn('UTC', at) === dayIn(zone, at)
    ? clockIn('UTC', at)
    : `${dayIn('UTC', at)} ${clockIn('UTC', at)}`

/** Null within a window, and where changes may begin at any time. */
const windowOf = (cluster: Windowed, at: Date): string | null => {
  const then = hoursAt(cluster, at)
  if (then.kind === 'open') return null
  if (then.blackout !== null)
    return `in a blackout of ${cluster.name} (${blackoutWords(then.blackout)}): no change begins`
  return `outside the windows of ${cluster.name}${then.next ? `: a change waits until ${openingWords(then.next)}` : ''}`
}
