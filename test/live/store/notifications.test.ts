/** Notifications of the control database reach a process over a single session. */
import { afterAll, afterEach, expect, test } from 'vitest'
import { openStore } from '#store/store'
import { testServer } from '#test/support/postgres'

const name = 'howdah hears'
const server = await testServer()
const store = openStore(server.url('postgres'), name)
afterAll(() => store.close())

/** Sessions beside the pool's own. */
const listening = () =>
  server.query<{ pid: number }>(
    'postgres',
    `select pid from pg_stat_activity where application_name = $1 and query like 'listen %'`,
    [name],
  )

const notify = (channel: string, payload: string) =>
  server.run('postgres', `select pg_notify('${channel}', '${payload}')`)

const patience = { timeout: 110_000, interval: 50 }

/** Notifies until the payload is heard: a session that was lost comes back within a second. */
const heard = async (told: readonly string[], channel: string, payload: string): Promise<void> => {
  const again = async () => {
    await notify(channel, payload)
    return told
  }
  await expect.poll(again, patience).toContain(payload)
}

const opened: (() => Promise<void>)[] = []
const listen = async (channel: string): Promise<string[]> => {
  const told: string[] = []
  opened.push(await store.listen(channel, payload => void told.push(payload)))
  return told
}

afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

test('many channels share a session, each with its own payloads', async () => {
  const [runs, plans] = await Promise.all([listen('runs'), listen('plans')])
  const later = await listen('Odd "name"')
  expect(await listening()).toHaveLength(1)
  await notify('runs', 'r-1')
  await notify('plans', 'p-1')
  await notify('Odd "name"', 'x-1')
  await expect.poll(() => [runs, plans, later], patience).toEqual([['r-1'], ['p-1'], ['x-1']])
})

test('a channel is told to each who listens, until that one stops', async () => {
  const first = await listen('runs')
  const second = await listen('runs')
  await opened.shift()?.()
  await notify('runs', 'r-2')
  await expect.poll(() => second, patience).toEqual(['r-2'])
  expect(first).toEqual([])
})

test('a session that was lost comes back, and hears all channels', async () => {
  const runs = await listen('runs')
  const plans = await listen('plans')
  const [lost] = await listening()
  await server.query('postgres', 'select pg_terminate_backend($1, 10000)', [lost?.pid])
  await heard(runs, 'runs', 'r-3')
  await heard(plans, 'plans', 'p-3')
  const late = await listen('late')
  await notify('late', 'l-3')
  await expect.poll(() => late, patience).toEqual(['l-3'])
})

test('the session ends with the last who listens, and opens again for the next', async () => {
  await listen('runs')
  await opened.shift()?.()
  await expect.poll(listening, patience).toEqual([])
  const plans = await listen('plans')
  await notify('plans', 'p-4')
  await expect.poll(() => plans, patience).toEqual(['p-4'])
})
