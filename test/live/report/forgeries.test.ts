/** Rows by hand are told whenever their transaction ends, and whatever was told before. */
import { afterAll, expect, test } from 'vitest'
import { lookingForForgeries } from '#report/forgeries'
import { sayingTogether } from '#report/say-once'
import { forgedRows } from '#store/forged-rows'
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
  const report = async (_: string, { title }: { readonly title: string }) => {
    told.push(title)
    return '1.1'
  }
  await lookingForForgeries(store, sayingTogether(store, { report }, 'C_REPORTS'))()
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

const insertPlan = (id: string): Promise<unknown> => {
  const said = { cluster: 'shop', body: {}, fingerprint: 'f', requester: 'T/U_OLGA', origin: {} }
  const signature = testSigner.sign('plan', { id, change: id, ...said })
  return store.query(
    `insert into howdah.plan (id, change, cluster, body, fingerprint, requester, state, origin, expires_at, signature)
     values ($1, $1, 'shop', '{}', 'f', 'T/U_OLGA', 'pending', '{}', now() + interval '1 hour', $2)`,
    [id, signature],
  )
}

const endByHand = (id: string) =>
  store.query(`update howdah.plan set state = null, outcome = 'succeeded' where id = $1`, [id])

test('tells of the end by hand of an older plan after that of a newer one, and of each once', async () => {
  await insertPlan('p-older1')
  await insertPlan('p-newer1')
  await endByHand('p-newer1')
  expect(await look()).toEqual([expect.stringContaining('past Howdah: the end of p-newer1.')])
  await endByHand('p-older1')
  expect(await look()).toEqual([expect.stringContaining('past Howdah: the end of p-older1.')])
  expect(await look()).toEqual([])
})

test('rows of 8 MB are told beside short ones, each once, by a name that fits', async () => {
  const [now] = await store.query<{ at: Date }>('select clock_timestamp() as at')
  for (const scope of [`repeat('x', 150000)`, `'short'`, `repeat('y', 150000)`])
    await store.query(
      `insert into howdah.freeze (scope, person, name, reason) values (${scope}, 'x', 'x', repeat('z', 7500000))`,
    )
  const found = (await forgedRows(store, now?.at ?? null)).filter(({ what }) =>
    what.startsWith('a freeze'),
  )
  expect(found.map(({ what }) => what.slice(0, 16))).toEqual([
    'a freeze of xxxx',
    'a freeze of shor',
    'a freeze of yyyy',
  ])
  expect(found.every(({ what }) => what.length <= 200)).toBe(true)
})
