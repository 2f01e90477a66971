import { z } from 'zod'
import { clockIn, dayIn } from '#model/calendar/words'
import { answers } from '#model/command'
import { line } from '#model/input'
import { answer } from '#model/reply'
import type { ScheduleView } from '#model/schedule/schedule'
import { slotWords, stateWords, timesOf } from '#model/schedule/words'
import { counted } from '#text/figures'

export const scheduleList = answers({
  words: 'schedule list',
  summary: 'Every schedule: when it runs next, and how it last ended',
  example: '',
  first: 'cluster',
  daily: true,
  verb: 'read',
  needs: 'nothing',
  input: z.object({ cluster: line.optional().describe('All of them when left out') }),
  async answer({ input, engine }) {
    const all = await engine.schedules.list()
    const views = all.filter(one => input.cluster === undefined || one.cluster === input.cluster)
    const where = input.cluster === undefined ? '' : ` about ${input.cluster}`
    if (views.length === 0)
      return answer(`There is no schedule${where}.`, {
        lines: ['To add one: `schedule add query slow at="weekdays at 08:00"`.'],
      })
    const active = views.filter(({ schedule }) => schedule.state.kind === 'active')
    return answer(
      `${counted(views.length, 'schedule')}${where}${active.length < views.length ? `, ${counted(views.length - active.length, 'is', 'are')} paused` : ''}.`,
      {
        table: {
          columns: ['Schedule', 'Next (UTC)', 'Last', 'When', 'Command'],
          rows: views.map(rowOf),
        },
      },
    )
  },
})

const rowOf = (view: ScheduleView): readonly string[] => {
  const { schedule, next, slots } = view
  const [first, last] = [next[0], slots[0]]
  return [
    schedule.id,
    schedule.state.kind === 'active' && first
      ? `${dayIn('UTC', first.at)} ${clockIn('UTC', first.at)}`
      : stateWords(schedule),
    last ? `${dayIn('UTC', last.at)} ${clockIn('UTC', last.at)} ${slotWords(last)}` : 'never',
    timesOf(schedule),
    schedule.command,
  ]
}
