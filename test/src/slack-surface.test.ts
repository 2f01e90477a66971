import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Change } from '#engine/change'
import { outcomes, states } from '#engine/plan'
import { methods } from '#local/slack/api/answer-call'
import { messageBlock } from '#local/slack/blocks/blocks'
import { drawChange, verbsOf } from '#slack/change-message'

const folder = join(import.meta.dirname, '../../src/slack')
const source = readdirSync(folder)
  .filter(name => name.endsWith('.ts'))
  .map(name => readFileSync(join(folder, name), 'utf8'))
  .join('\n')

/** Calls of a WebClient, as `client.chat.postMessage(`. */
const called = [
  ...new Set(
    [...source.matchAll(/\bclient\s*\.([a-z]\w*(?:\s*\.\w+)+)\(/gi)].map(([, path]) =>
      (path ?? '').replaceAll(/\s/g, ''),
    ),
  ),
]

const nasty = '<!channel> *b* `c` <@U1> https://evil|x \u202e '

const change = {
  plan: {
    id: 'p-0000000',
    cluster: 'shop',
    environment: 'sample',
    database: nasty,
    headline: `Build index ${nasty.repeat(90)}`,
    fingerprint: 'f'.repeat(64),
    requester: 'T/U_OLGA',
    requesterName: nasty,
    reason: nasty,
    ticket: nasty,
    risk: 'change',
    approvalsNeeded: 1,
    expiresAt: '2026-11-23T12:00:00.000Z',
    estimates: Array.from({ length: 14 }, () => ({ label: nasty, value: nasty.repeat(200) })),
    notes: Array.from({ length: 30 }, () => nasty.repeat(20)),
    steps: Array.from({ length: 5 }, () => ({
      title: nasty,
      action: { statement: `select ${'x'.repeat(2_000)} ${nasty}` },
      effects: [],
      undo: null,
    })),
    measure: null,
  },
  approvals: [
    {
      person: 'T/U_ADAM',
      name: 'adam',
      decision: 'approve',
      reason: null,
      at: '2026-11-23T12:00:00.000Z',
    },
  ],
  run: {
    waitingFor: nasty,
    stop: null,
    progress: {
      step: 0,
      phase: nasty,
      percent: 48,
      etaSeconds: 5,
      blocker: { label: nasty, command: 'x' },
      at: '',
    },
  },
  ending: nasty,
  measured: null,
  undone: null,
  undoable: true,
  frozen: { name: nasty, reason: nasty },
  journal: [],
} as unknown as Change

const every: readonly Change[] = [
  ...states.map(state => ({ ...change, state, outcome: null })),
  ...outcomes.map(outcome => ({ ...change, state: null, outcome })),
]

describe('the local Slack', () => {
  test('has every method that Howdah calls', () => {
    // The SDK's upload is three calls; its socket opens by one.
    const hidden = [
      'apps.connections.open',
      'files.getUploadURLExternal',
      'files.completeUploadExternal',
    ]
    expect(called.length).toBeGreaterThan(5)
    expect([...called, ...hidden].filter(name => !Object.hasOwn(methods, name))).toEqual([])
  })

  test.each(every.map(one => [one.state ?? one.outcome, one] as const))(
    'takes the message of a plan that is %s, within its limits',
    (_, one) => {
      const ids = new Map(verbsOf(one).map(verb => [verb, 'x'.repeat(26)]))
      const { text, blocks } = drawChange(one, ids)
      expect(blocks.length).toBeLessThanOrEqual(50)
      const problems: string[] = []
      for (const [place, block] of blocks.entries())
        messageBlock(block as never, `/${place}`, (problem, at) =>
          problems.push(`${at}: ${problem}`),
        )
      expect(problems).toEqual([])
      const said = text + JSON.stringify(blocks)
      expect(said).not.toMatch(/<!channel>|<@U1>|\u202e/)
    },
  )
})
