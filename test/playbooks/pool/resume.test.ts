import { describe, expect, test } from 'vitest'
import { kindOf } from '#model/action'
import { poolResume, resumeInput } from '#playbooks/pool/resume'
import { planned, valueOf } from '#test/support/facts/planned'
import { poolerFacts, poolsFacts, userPool } from '#test/support/facts/pool'
import { poolTarget } from '#test/support/facts/pool-target'

const asked = resumeInput.parse({ pool: 'app' })

describe('pool.resume', () => {
  test.each([
    ['what goes on', poolTarget(), 'front/app is not paused.'],
    ['what is not there', poolTarget({ name: 'shop' }), 'There is no pool app before shop.'],
    [
      'a PgBouncer that Howdah only looks at',
      poolTarget({}, poolsFacts({ poolers: [poolerFacts({ admin: null })] })),
      'Howdah only looks at front: the inventory has no login that acts there.',
    ],
    [
      'a PgBouncer that is paused as a whole',
      poolTarget({}, poolsFacts({ poolers: [poolerFacts({ halted: 'paused' })] })),
      'All of front is paused, with every database and not by Howdah: clients wait.',
    ],
  ])('refuses %s', (_, facts, because) => {
    expect(poolResume.refuse(asked, facts)).toMatchObject({ kind: 'refusal', because })
  })

  test('sends no name to the console that could end its quotes', () => {
    const facts = poolTarget({ name: 'app"; SHUTDOWN', paused: true })
    expect(poolResume.refuse({ pool: 'app"; SHUTDOWN' }, facts)).toMatchObject({
      because:
        'The name of this database of PgBouncer has characters that Howdah does not send to a console.',
    })
  })

  test('plans a step that claims nothing, and says who waits', () => {
    const pools = [userPool({ waiting: 2, longestWaitSeconds: 31 })]
    const plan = planned(poolResume, asked, poolTarget({ paused: true, pools }))
    expect(plan.headline).toBe('Resume front/app')
    expect(plan.claims).toEqual([])
    expect(valueOf(plan, 'Clients')).toBe('2 clients wait for up to 31 s, and all go on at once')
    expect(plan.steps.map(({ action }) => kindOf(action).show(action).text)).toEqual([
      '-- on PgBouncer front (127.0.0.1:6432), by its login `admin`:\nRESUME "app"',
    ])
  })

  test('judges by whether clients go on', () => {
    expect(poolResume.verify(asked, poolTarget({ paused: true }))).toBe(
      'front/app is still paused.',
    )
    expect(poolResume.found?.(asked, poolTarget(), [])).toBe('front/app goes on.')
  })
})
