/** Whoever asked for a guarded change cannot keep the change by stopping its undo. */
import { expect, test } from 'vitest'
import { takeBackNow } from '#engine/decide/guard'
import { propose } from '#engine/plan/propose'
import { isRefusal } from '#model/refusal'
import { startHowdah } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'
import { allowTuning, tuneMemory } from '#test/support/tuning'

const howdah = await startHowdah()
const { managed, database } = howdah
await allowTuning(managed, database)
const house = openInProcess(howdah, { playbooks: [tuneMemory] })
const { parts, engine } = house

test('the undo of a guard is stopped by an approver who did not ask, and by nobody else', async () => {
  const made = await propose(parts, {
    wanted: {
      cluster: 'shop',
      database,
      playbook: 'memory.tune',
      input: { value: '64kB', minutes: 5 },
      undoes: null,
    },
    person: person('olga'),
    via: 'slack',
    reason: null,
    ticket: null,
    change: null,
  })
  if (isRefusal(made)) throw new Error(made.because)
  await house.drive(await house.approve(made.id))
  await takeBackNow(parts, { person: person('adam'), id: made.id, via: 'test' })
  const undo = (await engine.findChange(made.id))?.guard?.by ?? ''
  expect(await engine.cancel(person('olga'), undo)).toMatchObject({
    because: `${undo} takes back ${made.id}: to let that change stand takes an approver who did not ask for it.`,
  })
  expect(await engine.cancel(person('dana'), undo)).toMatchObject({
    title: `${undo} stops at its next safe point; its message says what was undone.`,
  })
  await house.drive((await engine.findChange(undo))?.run?.id ?? '')
  expect((await engine.findChange(undo))?.outcome).toBe('cancelled')
}, 300_000)
