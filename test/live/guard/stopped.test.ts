/** Whoever asked for a guarded change cannot keep the change by stopping its undo, nor by a row by hand. */
import { expect, test } from 'vitest'
import { takeBackNow } from '#engine/decide/guard'
import { enterRecovery } from '#engine/freeze/recovery'
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

/** A guarded change, and the undo of its guard, which nobody drives yet. */
const takenBack = async (value: string) => {
  const made = await propose(parts, {
    wanted: {
      cluster: 'shop',
      database,
      playbook: 'memory.tune',
      input: { value, minutes: 5 },
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
  return { made, undo, run: (await engine.findChange(undo))?.run?.id ?? '' }
}

test('the undo of a guard is stopped by an approver who did not ask, and by nobody else', async () => {
  const { made, undo, run } = await takenBack('64kB')
  expect(await engine.cancel(person('olga'), undo)).toMatchObject({
    because: `${undo} takes back ${made.id}: only an approver who did not request it can let that change stand.`,
  })
  expect(await engine.stopAll(person('olga'))).toMatchObject({
    title: 'Nothing was stopped: only guards are undoing changes.',
    lines: [
      `${undo} goes on. ${undo} takes back ${made.id}: only an approver who did not request it can let that change stand.`,
      expect.stringContaining('To keep anything new from starting') as unknown,
    ],
  })
  expect(await engine.cancel(person('dana'), undo)).toMatchObject({
    title: `${undo} stops at its next safe point; its message says what was undone.`,
  })
  await house.drive(run)
  expect((await engine.findChange(undo))?.outcome).toBe('cancelled')
}, 300_000)

test('the undo of a guard is not held up by a recovery mode by hand', async () => {
  const { undo, run } = await takenBack('128kB')
  await howdah.store.query(
    `insert into howdah.freeze (scope, person, name, reason) values ('recovery', 'howdah/recovery', 'Howdah', 'recovery mode. Wait')`,
  )
  await house.drive(run)
  expect((await engine.findChange(undo))?.outcome).toBe('succeeded')
  expect(await engine.freeze(person('adam'), 'shop', 'look')).toMatchObject({ kind: 'answer' })
  // Neither does it keep Howdah from its own, and one person lifts it as any other freeze.
  expect(await enterRecovery(parts, 'The record ends early.')).toBe(true)
  expect(await engine.thaw(person('adam'), '*')).toMatchObject({
    title: expect.stringContaining('You asked to end recovery mode.') as unknown,
  })
  expect(await engine.thaw(person('dana'), '*')).toMatchObject({
    title: 'The freeze of all clusters is lifted, and another one stands.',
  })
  await howdah.store.query(
    `insert into howdah.freeze (scope, person, name, reason) values ('recovery', 'howdah/recovery', 'Howdah', 'recovery mode. Wait')`,
  )
  expect(await engine.thaw(person('olga'), '*')).toMatchObject({
    title: 'The freeze of all clusters is lifted, and another one stands.',
  })
}, 300_000)
