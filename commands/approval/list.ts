import { z } from 'zod'
import { answers } from '#model/command'
import { answer } from '#model/reply'
import { lastDay } from '#model/standing/sentence'
import { counted } from '#text/figures'

const most = 30

export const approvalList = answers({
  words: 'approval list',
  summary: 'Standing approvals: what schedules may do without asking, and until when',
  example: '',
  first: null,
  verb: 'read',
  needs: 'nothing',
  input: z.object({
    all: z.stringbool().optional().describe('Also those that are no longer in force'),
  }),
  async answer({ input, engine }) {
    const every = await engine.approvals.list()
    const open = every.filter(({ state }) => state === 'in force' || state === 'waiting')
    const shown = input.all === true ? every : open
    if (shown.length === 0)
      return answer('No schedule may do anything without asking.', {
        lines: ['`approval ask` asks for a standing approval, from a plan that a schedule made.'],
      })
    const inForce = open.filter(({ state }) => state === 'in force').length
    return answer(
      `${counted(inForce, 'standing approval is', 'standing approvals are')} in force.`,
      {
        table: {
          columns: ['Id', 'Schedule', 'May', 'State', 'Last day'],
          rows: shown
            .slice(0, most)
            .map(one => [one.id, one.schedule, one.sentence, one.state, lastDay(one)]),
        },
        offers: shown
          .filter(({ state }) => state === 'waiting')
          .slice(0, 2)
          .map(({ id }) => ({ label: `Show ${id}`, command: `approval show ${id}` })),
      },
    )
  },
})
