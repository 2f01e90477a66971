/**
 * A plan that claims the whole cluster, while whoever makes way is killed, or does not make way: within the
 * 30 s that a run has for it, so beside nothing else.
 */
import { describe, expect, test } from 'vitest'
import { timesRun } from '#test/support/kills'
import { testSigner } from '#test/support/signing'
import { kindsOf, saidIn, startSwitching } from '#test/support/switching'

const { howdah, twoEngines, read, when, outcome, reader, writer, preempted, expectNothingLeft } =
  await startSwitching()

describe('a plan that claims the whole cluster', () => {
  test.each(['undo 0 state read', 'undo 0 acted', 'before park'])(
    'goes on when whoever makes way is killed at "%s", and so does the build after it',
    async point => {
      await twoEngines()
      const old = await reader()
      const { held, change } = await preempted(point)
      expect(await outcome(change)).toBe('succeeded')
      expect(howdah.failed()).toBe(true)
      await old.query('commit')
      expect(await outcome(held.id)).toBe('succeeded')
      expect(timesRun(howdah, held.statement)).toBe(2)
      await expectNothingLeft()
    },
    300_000,
  )

  test('fences a build that does not come to a safe point in time, and goes on without it', async () => {
    await twoEngines()
    const write = await writer()
    const { held, change } = await preempted()
    // The leftover cannot be dropped while a writer's transaction is open.
    await when(held.id, one => kindsOf(one).includes('undo intent'))
    const asked = { plan: change, at: new Date(Date.now() - 31_000).toISOString() }
    const [run] = await howdah.store.query<{ id: string }>(
      'select id from howdah.run where plan_id = $1',
      [held.id],
    )
    const signature = testSigner.sign('preempt', { run: run?.id, ...asked })
    await howdah.store.query('update howdah.run set preempted = $2 where plan_id = $1', [
      held.id,
      JSON.stringify({ ...asked, signature }),
    ])
    expect(await outcome(change)).toBe('succeeded')
    const fenced = await read(held.id)
    // The run may be taken up again by now, and still waits for the writer.
    expect(fenced).toMatchObject({ state: expect.stringMatching(/looking|running/), outcome: null })
    expect(saidIn(fenced)).toContain('stopped waiting')
    await write.query('commit')
    expect(await outcome(held.id)).toBe('succeeded')
    expect(kindsOf(await read(held.id))).toContain('parked')
    expect(timesRun(howdah, held.statement)).toBe(2)
    await expectNothingLeft()
  }, 300_000)
})
