import { z } from 'zod'
import { previewed } from '#commands/schedule/previewed'
import { scheduleName, usual, wished, wishOf } from '#commands/schedule/wishing'
import { answers } from '#model/command'
import { line } from '#model/input'
import { isRefusal, refusal } from '#model/refusal'

export const scheduleAdd = answers({
  words: 'schedule add',
  summary: 'Run a command on a schedule: shows the next times first, then offers to save it',
  example: 'query slow cluster=shop at="weekdays at 08:00" zone=Europe/Berlin',
  first: 'command',
  verb: 'read',
  needs: 'nothing',
  input: z.object({
    command: wished.command,
    at: wished.at,
    name: scheduleName.optional().describe('Its name; taken from the command when left out'),
    zone: wished.zone.default(usual.zone),
    cluster: line.optional().describe('The cluster that the command is about'),
    overlap: wished.overlap.default(usual.overlap),
    catch_up: wished.catch_up.default(usual.catch_up),
    jitter: wished.jitter.default(usual.jitter),
  }),
  async answer({ person, input, engine }) {
    const drafted = await engine.schedules.draft(person, wishOf(input), input.cluster)
    if (isRefusal(drafted)) return drafted
    const name = input.name ?? drafted.suggestedName
    const found = await engine.schedules.find(name)
    if (found && found.schedule.state.kind !== 'removed')
      return refusal(
        `There is a schedule ${name} already: \`${found.schedule.command}\`.`,
        `Choose another name=…, or change it with \`schedule edit ${name}\`.`,
      )
    const cluster = engine.config.clusters.find(one => one.name === drafted.cluster)
    return previewed(name, drafted, cluster ?? null, new Date())
  },
})
