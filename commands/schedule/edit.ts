import { z } from 'zod'
import { previewed } from '#commands/schedule/previewed'
import { unknownSchedule } from '#commands/schedule/unknown'
import { scheduleName, valuesOf, wished, wishOf } from '#commands/schedule/wishing'
import { answers } from '#model/command'
import { isRefusal } from '#model/refusal'

export const scheduleEdit = answers({
  words: 'schedule edit',
  summary: 'Change a schedule: shows the next times first, then offers to save it',
  example: 'nightly-analyze at="daily at 03:30"',
  first: 'name',
  verb: 'read',
  needs: 'nothing',
  input: z.object({
    name: scheduleName.describe('The schedule'),
    command: wished.command.optional().describe('Unchanged when left out, like everything else'),
    at: wished.at.optional(),
    zone: wished.zone.optional(),
    overlap: wished.overlap.optional(),
    catch_up: wished.catch_up.optional(),
    jitter: wished.jitter.optional(),
  }),
  async answer({ person, input, engine }) {
    const { name, ...given } = input
    const found = await engine.schedules.find(name)
    if (!found || found.schedule.state.kind === 'removed')
      return unknownSchedule(engine, name, 'schedule edit')
    const said = Object.fromEntries(
      Object.entries(given).filter(([, value]) => value !== undefined),
    )
    const wish = wishOf({ ...valuesOf(found.schedule), ...said })
    const drafted = await engine.schedules.draft(person, wish, undefined)
    if (isRefusal(drafted)) return drafted
    const cluster = engine.config.clusters.find(one => one.name === drafted.cluster)
    return previewed(name, drafted, cluster ?? null, new Date())
  },
})
