/** What stands in the way of a guard: a freeze, recovery mode, a silent cluster, a failing undo, a row by hand. */
import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { enterRecovery } from '#engine/freeze/recovery'
import { recoveryScope } from '#model/freeze'
import { forgedRows } from '#store/forged-rows'
import { liftFreeze } from '#store/freezes'
import { harmful, startGuarding } from '#test/support/guarding'
import { person } from '#test/support/in-process'
import { saidIn } from '#test/support/switching'

const guarding = await startGuarding()
const { howdah, managed, proxy, parts, engine, house } = guarding
const { changed, watch, sorts, becomes, reverted, until, seen, setting } = guarding

/** Takes connections and never says a word. */
const blackHole = async (): Promise<number> => {
  const server = createServer()
  onTestFinished(() => void server.close())
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('a guard', () => {
  test('undoes a change although all runs were stopped and the cluster is frozen', async () => {
    await sorts()
    const id = await changed(harmful)
    await engine.stopAll(person('olga'))
    await engine.freeze(person('olga'), 'shop', 'we look first')
    onTestFinished(async () => void (await engine.thaw(person('adam'), 'shop')))
    watch()
    await reverted(id)
    expect(await setting()).toBe('4MB')
  }, 300_000)

  test('waits with the undo for the end of recovery mode', async () => {
    await sorts()
    const id = await changed(harmful)
    await enterRecovery(parts, 'The record ends early.')
    const thaw = () =>
      parts.store.transaction(tx => liftFreeze(tx, recoveryScope, 'T_LOCAL/U_ADAM'))
    onTestFinished(async () => void (await thaw()))
    watch()
    const { guard } = await becomes(id, 'taken back')
    const waits = await until(guard?.by ?? '', ({ run }) => run?.waitingFor != null)
    expect(saidIn(waits)).toContain('recovery mode')
    expect(await setting()).toBe('64kB')
    await thaw()
    await reverted(id)
    expect(await setting()).toBe('4MB')
  }, 300_000)

  test('says that its undo failed, and calls who asked and who approved', async () => {
    await sorts()
    const id = await changed(harmful)
    await managed.run('postgres', 'revoke alter system on parameter work_mem from howdah')
    onTestFinished(() =>
      managed.run('postgres', 'grant alter system on parameter work_mem to howdah'),
    )
    watch()
    const change = await until(id, ({ undone }) => (undone?.outcome ?? null) !== null)
    expect(change.undone?.outcome).toBe('failed')
    expect(saidIn(change)).toMatch(/Its undo `p-[a-z0-9]+` failed\.\*.*<@U_OLGA> <@U_ADAM>/)
    expect(saidIn(change)).toContain('The change may still be in place.')
    expect(change.undoable).toBe(true)
    expect(await setting()).toBe('64kB')
  }, 300_000)

  test('asks at the deadline where the cluster does not answer, and undoes once told to', async () => {
    await sorts()
    const id = await changed({ ...harmful, minutes: '0.1' })
    proxy.leadTo(await blackHole())
    watch()
    const asks = await becomes(id, 'asks')
    expect(saidIn(asks)).toContain('shop-1 has not answered since')
    expect(saidIn(asks)).not.toContain('did not look')
    proxy.leadTo(managed.port)
    await expect
      .poll(() => house.say(`run take-back ${id}`).catch(String), { timeout: 110_000 })
      .toMatchObject({ title: expect.stringContaining('is being undone') as string })
    await reverted(id)
    expect(await setting()).toBe('4MB')
  }, 300_000)

  test('looks again after somebody closed its watch by hand, and says so', async () => {
    await sorts()
    const id = await changed(harmful)
    await howdah.store.query(
      `update howdah.watch set settled_at = now(), due_at = now() + interval '1 year' where settled_at is null`,
    )
    watch()
    await reverted(id)
    expect(saidIn(await seen(id))).toContain('kept this guard from looking. It looks again.')
    const forged = await forgedRows(howdah.store, null)
    expect(forged.map(({ what }) => what)).toContain(`the watch of ${id}`)
  }, 300_000)

  test('is not put off by a deadline or a time of looking that somebody wrote by hand', async () => {
    await sorts()
    const id = await changed(harmful)
    await howdah.store.query(
      `update howdah.watch set due_at = now() + interval '1 year', body = '{"until": "2020-01-01T00:00:00Z"}'
       where settled_at is null`,
    )
    watch()
    await reverted(id)
    expect(await setting()).toBe('4MB')
  }, 300_000)
})
