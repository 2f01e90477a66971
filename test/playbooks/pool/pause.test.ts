import { describe, expect, test } from 'vitest'
import { kindOf } from '#model/action'
import { pauseInput, poolPause } from '#playbooks/pool/pause'
import { planned, valueOf } from '#test/support/facts/planned'
import { poolerFacts, poolsFacts, userPool } from '#test/support/facts/pool'
import { poolTarget } from '#test/support/facts/pool-target'

const asked = pauseInput.parse({ pool: 'front/app', seconds: '20' })

const open = (transactionSeconds: number) => [
  {
    pooler: 'front',
    name: 'app',
    sessions: [
      { pid: 4711, user: 'shop', state: 'active', transactionSeconds, waitsForLock: false },
    ],
  },
]

describe('pool.pause', () => {
  test.each([
    [
      'a cluster without pools',
      poolTarget({}, { named: false, poolers: [] }),
      'The inventory names no PgBouncer before shop.',
      undefined,
    ],
    [
      'a PgBouncer that Howdah only looks at',
      poolTarget({}, poolsFacts({ poolers: [poolerFacts({ admin: null })] })),
      'Howdah only looks at front: the inventory has no login that acts there.',
      undefined,
    ],
    [
      'what is paused already',
      poolTarget({ paused: true }),
      'front/app is paused already.',
      'pool resume pool=front/app cluster=shop',
    ],
    [
      'what pools by session, with clients',
      poolTarget({ pools: [userPool({ mode: 'session' })] }),
      'front/app pools by session: PAUSE would wait until its clients disconnect.',
      'pool set-mode pool=front/app mode=transaction cluster=shop',
    ],
    [
      'a transaction that PAUSE would wait for',
      poolTarget({}, { holders: open(40) }),
      'A transaction is open for 40 s (pid 4711, shop); PAUSE waits for it while new clients queue, and is given up after 5 s.',
      'session terminate pid=4711 cluster=shop',
    ],
    [
      'a pause that outlasts the patience of PgBouncer',
      poolTarget({}, poolsFacts({ poolers: [poolerFacts({ waitMostSeconds: 20 })] })),
      'Clients of front are turned away after 20 s (`query_wait_timeout`), before the pause would end.',
      undefined,
    ],
  ])('refuses %s', (_, facts, because, command) => {
    expect(poolPause.refuse(asked, facts)).toMatchObject({ kind: 'refusal', because })
    expect((poolPause.refuse(asked, facts) as { command?: string }).command).toBe(command)
  })

  test('plans a pause with a deadline, which a process of its own keeps', () => {
    const plan = planned(poolPause, asked, poolTarget({}, { holders: open(2) }))
    expect(plan.headline).toBe('Pause front/app for at most 20 s')
    expect(plan.claims).toEqual([
      { on: 'pool', key: 'front/app', label: 'front/app', mode: 'exclusive' },
    ])
    expect(valueOf(plan, 'Clients')).toBe(
      'wait for up to 20 s and get no error; 3 clients have a server right now',
    )
    expect(valueOf(plan, 'Goes on')).toContain('also when Howdah ends meanwhile')
    expect(plan.notes).toContain(
      'A client that waits longer than 120 s in all is turned away by front.',
    )
    expect(plan.steps.map(({ title }) => title)).toEqual([
      'Read the time by which front/app has to go on',
      'Pause front/app',
      'Resume front/app when 20 s are over',
    ])
    const [, pause, release] = plan.steps
    expect(pause && kindOf(pause.action).show(pause.action)).toMatchObject({
      text: expect.stringContaining('PAUSE "app";\n-- not paused within 5 s: RESUME "app"'),
      values: [{ from: 0, output: 'deadline' }],
    })
    expect(release && kindOf(release.action).changes(release.action)).toBe(false)
    expect(poolPause.undoes(plan.steps)).toEqual([])
  })

  test('judges by whether clients go on', () => {
    expect(poolPause.verify(asked, poolTarget({ paused: true }))).toBe('front/app is still paused.')
    expect(poolPause.verify(asked, poolTarget())).toBeUndefined()
    expect(poolPause.found?.(asked, poolTarget(), [])).toBe('front/app goes on.')
  })
})
