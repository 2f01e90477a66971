import { z } from 'zod'
import { slotTable } from '#commands/schedule/previewed'
import { unknownSchedule } from '#commands/schedule/unknown'
import { scheduleName } from '#commands/schedule/wishing'
import { answers } from '#model/command'
import { answer } from '#model/reply'
import type { Schedule } from '#model/schedule/schedule'
import { slotWords, stateWords, timesOf, timeWords } from '#model/schedule/words'

export const scheduleShow = answers({
  words: 'schedule show',
  summary: 'A schedule: its command, its next times, and how the last ones went',
  example: 'nightly-analyze',
  first: 'name',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ name: scheduleName.describe('The schedule') }),
  async answer({ input, engine }) {
    const view = await engine.schedules.find(input.name)
    if (!view) return unknownSchedule(engine, input.name, 'schedule show')
    const { schedule, slots, next } = view
    const cluster = engine.config.clusters.find(one => one.name === view.cluster)
    return answer(`${schedule.id}: \`${schedule.command}\`, ${timesOf(schedule)}.`, {
      lines: [
        `It is ${stateWords(schedule)}. It acts with the rights of ${schedule.owner.name}.`,
        rules(schedule),
        ...slots.slice(0, shownSlots).map(slot => `${timeWords(slot.at)} ${slotWords(slot)}`),
      ],
      table: slotTable(schedule, next, { id: schedule.id, cluster: cluster ?? null }),
      offers:
        schedule.state.kind === 'removed'
          ? []
          : [
              { label: 'Run Now', command: `schedule run-now ${schedule.id}` },
              schedule.state.kind === 'paused'
                ? { label: 'Resume', command: `schedule resume ${schedule.id}` }
                : { label: 'Edit', command: `schedule edit ${schedule.id}` },
            ],
    })
  },
})

const shownSlots = 5

const overlapWords: Readonly<Record<Schedule['overlap'], string>> = {
  skip: 'While one run is still going, the next is skipped',
  'buffer-one': 'While one run is still going, one waits and the rest are skipped',
  'allow-all': 'Every time runs, even beside an unfinished run',
}

const rules = ({ overlap, catchUp }: Schedule): string =>
  `${overlapWords[overlap]}. A missed run is caught up within ${Math.round(catchUp / 60)} min, or while its maintenance window is open; otherwise it is reported.`
