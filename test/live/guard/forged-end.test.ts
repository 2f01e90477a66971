/** An end that somebody wrote into the row of a plan ends no guard, and makes none. */
import { expect, test } from 'vitest'
import { propose } from '#engine/plan/propose'
import { isRefusal } from '#model/refusal'
import { startHowdah } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'
import { allowTuning, tuneMemory } from '#test/support/tuning'

const howdah = await startHowdah()
const { managed, database } = howdah
await allowTuning(managed, database)
const house = openInProcess(howdah, { playbooks: [tuneMemory] })

test.each(['failed', 'succeeded'])(
  'an end by hand as %s is passed over by the guard',
  async outcome => {
    const made = await propose(house.parts, {
      wanted: {
        cluster: 'shop',
        database,
        playbook: 'memory.tune',
        input: { value: outcome === 'failed' ? '64kB' : '128kB', minutes: 5 },
        undoes: null,
      },
      person: person('olga'),
      via: 'slack',
      reason: null,
      ticket: null,
      change: null,
    })
    if (isRefusal(made)) throw new Error(made.because)
    const run = await house.approve(made.id)
    await howdah.store.query(
      `update howdah.plan set state = null, outcome = $2, ended_at = now() - interval '1 year' where id = $1`,
      [made.id, outcome],
    )
    expect((await house.engine.findChange(made.id))?.guard).toBeNull()
    await house.drive(run)
    const guard = (await house.engine.findChange(made.id))?.guard
    expect(guard?.state).toBe('open')
    expect(Date.parse(guard?.until ?? '')).toBeGreaterThan(Date.now())
  },
  300_000,
)
