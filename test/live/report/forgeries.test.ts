/** Rows by hand are found whenever their transaction ends. */
import { afterAll, expect, test } from 'vitest'
import { lookingForForgeries } from '#report/forgeries'
import { migrate } from '#store/migrate'
import { openSince } from '#store/retention/forgery-look'
import { openStore } from '#store/store'
import { testServer } from '#test/support/postgres'
import { testSigner } from '#test/support/signing'

const server = await testServer()
await server.run('postgres', `create role howdah login password 'h'`, 'create database howdah')
await migrate(server.url('howdah'), 'howdah')
const store = openStore(server.url('howdah', 'howdah', 'h'), 'test', testSigner)
afterAll(() => store.close())

/** A look by a process that has just begun to report, and what it tells. */
const look = async (): Promise<readonly string[]> => {
  const told: string[] = []
  await lookingForForgeries(store, async (_, say) => {
    told.push((await say()).answer.title)
  })()
  return told
}

test('a row by hand is told after a look that came between the row and its commit', async () => {
  const thief = await server.connect('howdah', 'howdah', 'h')
  await thief.query('begin')
  const { rows } = await thief.query<{ began: Date }>('select now() as began')
  await thief.query(
    `insert into howdah.freeze (scope, person, name, reason) values ('depot', 'x', 'x', 'x')`,
  )
  expect(await look()).toEqual([])
  // The next look begins before that transaction, however long it lasts.
  const before = (rows[0]?.began.getTime() ?? 0) - 60_000
  expect((await openSince(store))?.getTime()).toBeLessThanOrEqual(before)
  await thief.query('commit')
  expect(await look()).toEqual([expect.stringContaining('a freeze of depot')])
  await thief.end()
})
