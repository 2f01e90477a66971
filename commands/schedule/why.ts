import { z } from 'zod'
import { unknownSchedule } from '#commands/schedule/unknown'
import { scheduleName } from '#commands/schedule/wishing'
import { hoursAt } from '#model/calendar/hours'
import { waitsFor } from '#model/calendar/hours-words'
import { answers } from '#model/command'
import { answer } from '#model/reply'
import { slotWords, stateWords, timeWords } from '#model/schedule/words'

export const scheduleWhy = answers({
  words: 'schedule why',
  summary: 'Why a schedule ran, did not run, or will not run',
  example: 'nightly-analyze',
  first: 'name',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ name: scheduleName.describe('The schedule') }),
  async answer({ input, engine }) {
    const view = await engine.schedules.find(input.name)
    if (!view) return unknownSchedule(engine, input.name, 'schedule why')
    const { schedule, slots, next } = view
    const [last, first] = [slots[0], next[0]]
    const cluster = engine.config.clusters.find(one => one.name === view.cluster)
    const then = first && cluster ? hoursAt(cluster, first.at) : undefined
    const ran = last
      ? `The time of ${timeWords(last.at)} ${slotWords(last)}${last.askedBy === null ? '' : ` (a person said \`schedule run-now\`)`}`
      : 'It has not run yet.'
    const will =
      schedule.state.kind === 'removed'
        ? 'It will not run again.'
        : !first
          ? 'It will not run until somebody resumes it.'
          : `It will run at ${timeWords(first.at)}${first.note === null ? '' : ` (${first.note})`}.`
    return answer(`${schedule.id} is ${stateWords(schedule)}.`, {
      lines: [
        ran,
        will,
        ...(view.plans && then?.kind === 'closed'
          ? [`What it changes does not begin then. ${waitsFor(then)}`]
          : []),
        ...(slots.length > 1
          ? [
              `Before that: ${slots
                .slice(1, 4)
                .map(slot => `${timeWords(slot.at)} ${slotWords(slot)}`)
                .join('; ')}`,
            ]
          : []),
      ],
    })
  },
})
