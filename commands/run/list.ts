import { z } from 'zod'
import { type Change, isUndone, standOf } from '#model/change'
import { answers } from '#model/command'
import { answer } from '#model/reply'

export const runList = answers({
  words: 'run list',
  summary: 'What is waiting and running, and what ended last',
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
    if (shown.length === 0) return answer('Nothing has been requested yet.')
    return answer(
      open.length === 0 ? 'Nothing is waiting or running.' : `${open.length} open, oldest first.`,
      {
        table: {
          columns: ['State', 'What', 'Plan', 'Requested by', 'When (UTC)'],
          rows: shown.map(change => [
            stateOf(change),
            change.plan.headline,
            change.plan.id,
            change.plan.requesterName,
            change.plan.createdAt.slice(5, 16).replace('T', ' '),
          ]),
        },
      },
    )
  },
})

const stateOf = (change: Change): string => {
  const { state, outcome, run } = change
  const sign = mark[isUndone(change) ? 'reverted' : (state ?? outcome ?? 'looking')]
  return `${sign} ${standOf(change)}${state !== null && run?.waitingFor ? `: ${run.waitingFor}` : ''}`
}

/** As wide as a letter in a terminal, unlike an emoji. */
const mark = {
  pending: '…',
  queued: '…',
  running: '▸',
  parked: '‖',
  looking: '?',
  succeeded: '✓',
  failed: '✗',
  cancelled: '–',
  rejected: '–',
  expired: '–',
  outdated: '!',
  superseded: '–',
  reverted: '↩',
  skipped: '–',
  missed: '–',
} as const
