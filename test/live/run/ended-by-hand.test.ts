/** An end by hand in the row of a plan neither hides the run nor takes a step back. */
import { describe, expect, test } from 'vitest'
import { forgedRows } from '#store/forged-rows'
import { startCounting } from '#test/support/batches/counted'
import { person } from '#test/support/in-process'

const { howdah, house, count, table, read, counts, propose, when } = await startCounting()
const { store } = howdah

let made = 0
const name = () => `ended_${made}`
const approved = async (input: Readonly<Record<string, unknown>> = {}) => {
  made += 1
  await table(name(), 'id bigint primary key', 'i', 60)
  return count(name(), { rows: 10, pause: 300, ...input })
}

/** A run under way. */
const underWay = async (input: Readonly<Record<string, unknown>> = {}) => {
  const { id, run } = await approved(input)
  const driven = house.drive(run)
  await when(id, ({ state }) => state === 'running')
  return { id, run, driven, table: name() }
}

const endByHand = (id: string, outcome: string, ending: string | null) =>
  store.query(
    `update howdah.plan set state = null, outcome = $2, ending = $3, ended_at = clock_timestamp() where id = $1`,
    [id, outcome, ending],
  )

describe('a run under way', () => {
  test('waits for approval no more, so that nobody withdraws it as if nothing had been done', async () => {
    const { id, driven } = await underWay({ pause: 5_000 })
    await expect(
      store.query(`update howdah.plan set state = 'pending' where id = $1`, [id]),
    ).rejects.toThrow('never changed or removed')
    await house.engine.cancel(person('olga'), id)
    await driven
    const { ending, outcome } = await read(id)
    expect(outcome).toBe('cancelled')
    expect(ending).not.toContain('Nothing was done')
  })

  test.each(['cancelled', 'succeeded'])('is not called %s by hand', async outcome => {
    const { id, run, driven, table: of } = await underWay()
    await endByHand(id, outcome, 'Olga withdrew it. Nothing was done.')
    const now = await read(id)
    expect(now).toMatchObject({ state: 'looking', outcome: null, ending: null })
    expect((await house.engine.openChanges()).map(({ plan }) => plan.id)).toContain(id)
    await driven
    const over = await read(id)
    expect(over).toMatchObject({ state: null, outcome: 'succeeded', ending: null })
    expect(await counts(of)).toEqual([{ n: 1, rows: 60 }])
    expect(over.undoable).toBe(true)
    expect(run).toBe(over.run?.id)
  })

  test('that was closed by hand is said to be so', async () => {
    const { id, run, driven } = await underWay()
    await store.query(`update howdah.run set ended_at = clock_timestamp() where id = $1`, [run])
    await endByHand(id, 'succeeded', null)
    await driven
    const over = await read(id)
    expect(over).toMatchObject({ state: null, outcome: 'failed' })
    expect(over.ending).toContain('Somebody closed its run in the control database past Howdah.')
    expect((await forgedRows(store, null)).map(({ what }) => what)).toContain(`the end of ${id}`)
  })
})

test('a plan that never ran is not called done', async () => {
  made += 1
  await table(name(), 'id bigint primary key', 'i', 5)
  const id = await propose('table.count', { table: name() })
  await endByHand(id, 'succeeded', 'It takes 5 rows.')
  const over = await read(id)
  expect(over).toMatchObject({ outcome: 'failed' })
  expect(over.ending).toContain('nothing was done')
})

test('an undo under way is not called done', async () => {
  const { id, run } = await approved({ pause: 0 })
  await house.drive(run)
  const undo = await propose('table.count', { table: name() }, run)
  await endByHand(undo, 'succeeded', null)
  const over = await read(id)
  expect(over.undone?.outcome).not.toBe('succeeded')
  expect(over.undoable).toBe(true)
})
