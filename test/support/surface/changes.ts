/** Plans that try to break out of the message. */
import type { Change } from '#model/change'
import { outcomes, states } from '#model/plan'

export const nasty = '<!channel> *b* `c` <@U1> https://evil|x \u202e '

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
    measure: null,
  },
  steps: Array.from({ length: 5 }, () => ({
    title: nasty,
    action: {
      statement: `select ${'x'.repeat(700)} ${nasty}`,
      values: [4711, nasty],
      place: { node: 'shop-1', database: 'app', role: null },
    },
    effects: [],
    undo: null,
    wayBack: nasty,
  })),
  approvals: [
    {
      person: 'T/U_ADAM',
      name: 'adam',
      decision: 'approve',
      reason: null,
      at: '2026-11-23T12:00:00.000Z',
    },
  ],
  genuine: 'genuine',
  breakGlass: null,
  run: {
    waitingFor: nasty,
    stop: null,
    preempted: null,
    progress: {
      step: 0,
      phase: nasty,
      percent: 48,
      etaSeconds: 5,
      blocker: { label: nasty, way: 'cancel', command: 'x' },
      at: '',
    },
  },
  ending: nasty,
  measured: null,
  undone: null,
  undoable: true,
  next: [],
  frozen: { name: nasty, reason: nasty },
  journal: [],
  asks: null,
  left: [],
} as unknown as Change

const at = '2026-11-23T12:00:00.000Z'
const through = { person: 'T/U_ADAM', name: nasty, reason: nasty.repeat(10), at, review: null }
const reviewed = { person: 'cli/dana', name: nasty, note: nasty.repeat(10), at }

const left = [0, 1, 2, 3, 4].map(step => ({
  step,
  place: { node: 'n1', database: nasty, duty: 'ddl' as const },
  role: nasty,
  text: nasty.repeat(200),
  values: [nasty, { words: nasty }],
}))

/** A plan in each state and with each outcome, with every part as long and as nasty as possible. */
export const changes: readonly (readonly [string, Change])[] = [
  ...states.map(state => [state, { ...change, state, outcome: null }] as const),
  ...outcomes.map(outcome => [outcome, { ...change, state: null, outcome }] as const),
  ['looking, and asks', { ...change, state: 'looking', outcome: null, asks: 0 }],
  ['failed, with something left', { ...change, state: null, outcome: 'failed', left }],
  ...[through, { ...through, review: reviewed }].flatMap(breakGlass => {
    const glass = breakGlass.review === null ? 'with an open review' : 'reviewed'
    return [
      [`running, ${glass}`, { ...change, state: 'running' as const, outcome: null, breakGlass }],
      [`done, ${glass}`, { ...change, state: null, outcome: 'succeeded' as const, breakGlass }],
    ] as const
  }),
]
