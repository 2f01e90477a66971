import { z } from 'zod'
import type { Change } from '#model/change'
import { answers } from '#model/command'
import { answer } from '#model/reply'

export const runList = answers({
  words: 'run list',
  summary: 'What waits, runs and ended last',
  example: '',
  first: null,
  daily: true,
  verb: 'read',
  needs: 'nothing',
  input: z.object({
    limit: z.coerce.number().int().min(1).max(100).default(10).describe('How many, at most 100'),
  }),
  async answer({ input, engine }) {
    const open = await engine.openChanges()
    const recent = await engine.recentChanges(input.limit)
    const shown = [
      ...open,
      ...recent.filter(({ plan }) => !open.some(one => one.plan.id === plan.id)),
    ]
    if (shown.length === 0) return answer('Nothing was asked for yet.')
    return answer(
      open.length === 0 ? 'Nothing waits or runs.' : `${open.length} open, the newest last.`,
      {
        table: {
          columns: ['Plan', 'What', 'State', 'Asked by', 'When (UTC)'],
          rows: shown.map(change => [
            change.plan.id,
            change.plan.headline,
            stateOf(change),
            change.plan.requesterName,
            change.plan.createdAt.slice(5, 16).replace('T', ' '),
          ]),
        },
      },
    )
  },
})

const stateOf = ({ state, outcome, run }: Change): string =>
  run?.waitingFor ? `${state ?? ''}: ${run.waitingFor}` : (outcome ?? state ?? '')
