/** The meaning of a button is kept as long as the button may be clicked, and never twice. */
import { afterAll, describe, expect, test } from 'vitest'
import { commandButton, findButton, planButton } from '#store/buttons'
import { migrate } from '#store/migrate'
import { insertPlan } from '#store/plans'
import { openStore } from '#store/store'
import { testServer } from '#test/support/postgres'
import { testSigner } from '#test/support/signing'

const server = await testServer()
await server.run('postgres', `create role howdah login password 'h'`, 'create database howdah')
await migrate(server.url('howdah'), 'howdah')
const store = openStore(server.url('howdah', 'howdah', 'h'), 'test', testSigner)
afterAll(() => store.close())

const at = new Date().toISOString()
await insertPlan(store, {
  id: 'p-0000000',
  change: 'c-0000000',
  cluster: 'shop',
  body: {},
  fingerprint: 'f',
  requester: 'T/U_OLGA',
  origin: {},
  expiresAt: at,
})

const rows = async (): Promise<number> => (await store.query('select from howdah.button')).length

const offer = (fresh: string, command: string) =>
  planButton(store, { fresh, plan: 'p-0000000', verb: 'command', command, rendering: command })

describe('a button', () => {
  test('of the same blocker in the same plan is one row, however often it is drawn', async () => {
    const before = await rows()
    expect(await offer('a1', 'session cancel 4711')).toBe('a1')
    expect(await offer('a2', 'session cancel 4711')).toBe('a1')
    expect(await offer('a3', 'session cancel 4712')).toBe('a3')
    expect(await rows()).toBe(before + 2)
  })

  test('of an earlier blocker still says what it said', async () => {
    expect(await findButton(store, 'a1')).toMatchObject({
      plan_id: 'p-0000000',
      command: 'session cancel 4711',
    })
  })

  test('that says the same command in another answer is the same row', async () => {
    expect(await commandButton(store, 'b1', 'status')).toBe('b1')
    expect(await commandButton(store, 'b2', 'status')).toBe('b1')
    expect(await commandButton(store, 'b3', 'status cluster=shop')).toBe('b3')
  })

  test('is not read from any number of rows by hand at once, and found beside them', async () => {
    await commandButton(store, 'ours', 'index list')
    await server.run(
      'howdah',
      `insert into howdah.button (id, verb, command, rendering)
         select 'forged-' || n, 'command', 'index list', repeat('x', 1000000) from generate_series(1, 30) n`,
    )
    let bytes = 0
    const measured: typeof store = {
      ...store,
      query: async <Row extends object>(text: string, values?: readonly unknown[]) => {
        const rows = await store.query<Row>(text, values)
        bytes = Math.max(bytes, JSON.stringify(rows).length)
        return rows
      },
    }
    expect(await commandButton(measured, 'fresh', 'index list')).toBe('ours')
    expect(bytes).toBeLessThan(20_000_000)
  })
})
