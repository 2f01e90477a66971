import { describe, expect, test } from 'vitest'
import type { Change, Progress } from '#model/change'
import type { JournalEntry } from '#model/journal'
import { effectChart } from '#report/draw/effect-chart'
import { buttonsOf, commandOf, verbsOf } from '#slack/draw/plan/change-buttons'
import { drawChange } from '#slack/draw/plan/change-message'
import { threadLines } from '#slack/draw/plan/thread-lines'

const failed: JournalEntry = {
  seq: 3,
  token: 1,
  kind: 'failed',
  step: 0,
  detail: { code: 'sql.53100', message: 'No space left.', instead: 'Make room on the disk.' },
  at: '2026-11-23T12:00:00.000Z',
}

const change = {
  plan: {
    id: 'p-0000000',
    cluster: 'shop',
    environment: 'sample',
    database: 'app',
    headline: 'Build index users_id_idx',
    fingerprint: 'f'.repeat(64),
    requester: 'T/U_OLGA',
    requesterName: 'olga',
    reason: null,
    ticket: null,
    risk: 'change',
    approvalsNeeded: 1,
    expiresAt: '2026-11-23T12:00:00.000Z',
    estimates: [],
    notes: [],
    measure: null,
  },
  steps: [
    {
      title: 'Build',
      action: {
        statement: 'select 1',
        values: [],
        place: { node: 'shop-1', database: 'app', role: null },
      },
      effects: [],
      undo: null,
      wayBack: 'Clean up after “Build”',
    },
  ],
  genuine: 'genuine',
  approvals: [],
  breakGlass: null,
  run: null,
  ending: 'No space left. Everything is as it was before.',
  measured: null,
  undone: null,
  undoable: false,
  next: [],
  frozen: null,
  asks: null,
  left: [],
  journal: [failed],
  state: null,
  outcome: 'failed',
} as unknown as Change

const before = { meanMs: 212, calls: 1, seconds: 60 }
const measuring = {
  ...change,
  plan: { ...change.plan, measure: {} },
  outcome: 'succeeded',
  ending: null,
  measured: { label: 'User search', before, after: null, missing: null },
} as unknown as Change
const measured: Change = {
  ...measuring,
  measured: {
    label: 'User search',
    before,
    after: { meanMs: 0.6, calls: 3, seconds: 60 },
    missing: null,
  },
}

const wordsOf = (one: Change): string =>
  JSON.stringify(drawChange(one, new Map()).blocks).replaceAll('\u00a0', ' ')

const blocked = (way: 'cancel' | 'terminate'): Change => {
  const progress: Progress = {
    step: 0,
    phase: 'waiting for writers before build',
    percent: null,
    etaSeconds: null,
    blocker: { label: 'pid 4711', way, command: `session ${way} 4711` },
  }
  return { ...change, state: 'running', outcome: null, run: { progress } as Change['run'] }
}

const offered = (one: Change): readonly string[] =>
  buttonsOf(one, new Map(verbsOf(one).map(verb => [verb, verb]))).map(({ label }) => label)

describe('the message of a plan', () => {
  test('says what the failure of a step says to do', () => {
    expect(wordsOf(change)).toContain('*What to do:* Make room on the disk.')
    expect(wordsOf({ ...change, state: 'looking', outcome: null })).toContain('Make room')
  })

  test('says it nowhere else, and in the thread beside the failure', () => {
    expect(wordsOf({ ...change, outcome: 'cancelled' })).not.toContain('What to do')
    expect(threadLines({ ...change, journal: [failed] })[0]?.markdown).toContain(
      'failed. No space left. Make room on the disk.',
    )
  })

  test('shows every character of its SQL, however long', () => {
    const statement = `create index on users ((a || '&${'x<y '.repeat(900)}')) where ${'b '.repeat(400)}= 1`
    const steps = [{ ...change.steps[0], action: { text: statement, values: [7] } }]
    const long = { ...change, steps } as unknown as Change
    const shown = drawChange(long, new Map()).blocks.flatMap(one =>
      one.type === 'section' && one.text?.text.startsWith('```') ? [one.text.text] : [],
    )
    expect(shown.length).toBeGreaterThan(1)
    for (const one of shown) expect(one).toMatch(/^```[^]{1,2994}```$/)
    const read = shown
      .map(one => one.slice(3, -3))
      .join('')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
    expect(read).toBe(`${statement}; -- with [7]`)
  })

  test('begins with cluster and environment in words', () => {
    const plan = { ...change.plan, environment: 'production' } as Change['plan']
    const { text, blocks } = drawChange({ ...change, plan }, new Map())
    expect(JSON.stringify(blocks[0])).toContain('*shop (production): Build index users_id_idx*')
    expect(text).toContain('(shop, production, risk low, requested by olga)')
  })

  test('names the error of a failure, and what can be done about it', () => {
    expect(wordsOf(change)).toContain('*Error:* SQLSTATE `53100`')
    expect(offered(change)).toEqual(['Plan Again'])
    expect(offered({ ...change, undoable: true })).toEqual(['Undo', 'Plan Again'])
  })

  test('says that it puts back what it puts back, and not that it still runs', () => {
    const entry = (kind: JournalEntry['kind'], statement: string): JournalEntry => ({
      ...failed,
      kind,
      detail: { statement },
    })
    const back: Change = {
      ...change,
      outcome: null,
      state: 'running',
      journal: [entry('intent', 'build'), failed, entry('undo intent', 'drop')],
    }
    expect(drawChange(back, new Map()).text).toContain('Putting back: Clean up after “Build”.')
  })

  test('shows in its thread the statement that a step really runs', () => {
    const rest: JournalEntry = { ...failed, kind: 'intent', detail: { statement: 'drop the copy' } }
    const [line] = threadLines({ ...change, journal: [rest] })
    expect(line?.markdown).toContain('drop the copy')
  })

  test('says which step runs, and gives bar and time left to its phase', () => {
    const progress: Progress = {
      step: 0,
      phase: 'building index: scanning table',
      percent: 48,
      etaSeconds: 20,
      blocker: null,
    }
    const [build] = change.steps
    const steps = [build, { ...build, title: 'Collect statistics' }]
    const running = {
      ...change,
      steps,
      state: 'running',
      outcome: null,
      journal: [],
      run: { progress, preempted: null },
    } as unknown as Change
    expect(wordsOf(running)).toContain('Running step 1 of 2: Build.')
    expect(wordsOf(running)).toContain('48 %, about 20 s left in this phase')
    const next = { ...failed, kind: 'intent', step: 1 } as JournalEntry
    expect(wordsOf({ ...running, journal: [next] })).toContain(
      'Running step 2 of 2: Collect statistics.',
    )
  })

  test.each([
    ['create', 'index', 'Approve Build', 'primary'],
    ['drop', 'index', 'Approve Drop', 'primary'],
    ['rebuild', 'index', 'Approve Rebuild', 'primary'],
    ['cancel', 'session', 'Approve Cancelling the Statement', 'primary'],
    ['terminate', 'session', 'Approve Ending the Session', 'danger'],
  ])('says on its button what a yes to %s does', (effect, kind, label, style) => {
    const steps = [
      { ...change.steps[0], effects: [{ change: effect, kind }] },
    ] as unknown as Change['steps']
    const [approve] = buttonsOf(
      { ...change, steps, state: 'pending', outcome: null },
      new Map([['approve', 'x']]),
    )
    expect(approve).toMatchObject({ label, style })
    expect(approve?.confirm !== undefined).toBe(style === 'danger')
  })

  test('offers what its playbook names next, once it has succeeded', () => {
    const next = [{ label: 'Export Table', command: 'clone export follows=p-7k3m9qx' }]
    const over = { ...change, outcome: 'succeeded', next } as Change
    expect(offered(over)[0]).toBe('Export Table')
    expect(commandOf(over, verbsOf(over)[0] ?? '')).toBe('clone export follows=p-7k3m9qx')
  })

  test('offers to end a blocker that is idle, and to cancel one that runs something', () => {
    expect(offered(blocked('terminate'))).toEqual(['Stop', 'End Blocking Session'])
    expect(offered(blocked('cancel'))).toEqual(['Stop', 'Cancel Blocking Session'])
  })
})

describe('a figure of the measured effect', () => {
  test.each([before, null])('is none where counters were reset', async sample => {
    const reset: Change = {
      ...measuring,
      measured: { label: 'User search', before: sample, after: null, missing: 'reset' },
    }
    expect(wordsOf(reset)).toContain(
      'User search: PostgreSQL reset or dropped its counters meanwhile, so the effect is not measured.',
    )
    expect(await effectChart(reset)).toBeUndefined()
  })

  test('says of how many calls and which time it is, however few', async () => {
    expect(wordsOf(measuring)).toContain(
      'Measuring User search (212 ms before, over 1 call in 60 s).',
    )
    expect(wordsOf(measured)).toContain(
      'User search: 212 ms → 0.6 ms (1 call in 60 s before, 3 in 60 s after).',
    )
    expect((await effectChart(measured))?.title).toBe(
      'User search: 212 ms → 0.6 ms (1 call before, 3 after)',
    )
  })
})
