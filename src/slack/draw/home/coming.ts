/** What comes by itself: maintenance windows and schedules, each time by the reader's clock. */
import type { HeaderBlock, KnownBlock } from '@slack/types'
import type { ClosedHours } from '#model/calendar/hours'
import type { Opening } from '#model/calendar/window'
import type { Coming, ComingRun } from '#model/home/home'
import { exceptionOf } from '#model/schedule/exception'
import { slotWords } from '#model/schedule/words'
import { context, section } from '#slack/draw/blocks/blocks'
import { code, cut, cutMarkup, plain, when } from '#slack/draw/blocks/escape'

interface About {
  /** The slash command, `/pg`. */
  readonly command: string
}

/** Slack's limit of a block is 3,000 characters. */
const blockMost = 2_900

export const drawComing = (coming: Coming, about: About): readonly KnownBlock[] => [
  ...windowsIn(coming, about),
  ...schedulesIn(coming, about),
]

const header = (text: string): HeaderBlock => ({
  type: 'header',
  text: { type: 'plain_text', text },
})

const windowsIn = ({ hours }: Coming, { command }: About): readonly KnownBlock[] => {
  if (hours.length === 0) return []
  const lines = hours.slice(0, 10).map(({ cluster, now }) => {
    const name = `*${plain(cluster)}*`
    if (now.kind === 'closed') return `${name}: ${closedWords(now)}`
    const { opening, until } = now
    return `:large_green_circle: ${name}: ${opening === null ? 'no blackout' : `${windowName(opening)} is open`}${until === null ? '' : ` until ${iso(until)}`}`
  })
  return [
    header('Maintenance windows'),
    section(
      cutMarkup([...lines, `${code(`${command} window list`)} shows more`].join('\n'), blockMost),
    ),
  ]
}

const closedWords = ({ blackout, next, at }: ClosedHours): string => {
  const then =
    next === null
      ? at === null
        ? 'no window opens within a year'
        : `changes may begin again ${iso(at)}`
      : `${windowName(next)} opens ${iso(next.from)}, until ${iso(next.to)}`
  return blackout === null ? then : `blackout (${plain(cut(blackout.reason, 100))}); ${then}`
}

const windowName = ({ name }: Opening): string =>
  name === null ? 'the window' : `window “${plain(name)}”`

const schedulesIn = ({ schedules, further }: Coming, { command }: About): readonly KnownBlock[] => {
  const { active, paused } = further
  if (schedules.length + active + paused === 0) return []
  const rest = [
    ...(active === 0 ? [] : [`${active} more`]),
    ...(paused === 0 ? [] : [`${paused} paused`]),
  ]
  return [
    header('Next schedules'),
    ...schedules.map(one => section(runWords(one))),
    context(
      `${rest.length === 0 ? '' : `${rest.join(', ')}: `}${code(`${command} schedule list`)} shows ${rest.length === 0 ? 'more' : 'all'}.`,
    ),
  ]
}

const runWords = ({ schedule, next, last }: ComingRun): string =>
  [
    `${last?.outcome && exceptionOf(last.outcome) !== null ? ':warning: ' : ''}*${plain(schedule.id)}* ${iso(next)}: ${code(cut(schedule.command, 80))}`,
    ...(last ? [`Last, ${iso(last.at)}: ${plain(cut(slotWords(last), 120))}`] : []),
  ].join('\n')

const iso = (at: Date): string => when(at.toISOString())
