import { expect, onTestFinished, test, vi } from 'vitest'
import type { Replayed } from '#cluster/facts/replication/replayed'
import { openRouteWatch } from '#monitor/routes/watch'
import { Failure } from '#src/errors'
import { readRoute } from '#test/support/facts/routed-node'

const replica: Replayed = {
  recovering: true,
  started: 'this morning',
  position: 1_000,
  paused: false,
  delayed: false,
}
const away = new Failure('cluster.unreachable', 'It does not answer.', 'Start it.')

/** A watch over a primary and a replica that says `says`, or nothing where that is a Failure. */
const watching = (says: () => Partial<Replayed> | Failure) => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const nodes = ['shop-1', 'shop-2'].map(name => ({ name, host: name, port: 5432 }))
  const login = { user: 'watcher', password: '1' }
  const front = { name: 'front', host: 'bouncer', port: 6432, databases: null, config: null }
  const watch = openRouteWatch(
    [
      {
        config: {
          name: 'shop',
          nodes,
          pools: [{ ...front, observe: login, admin: login, reads: readRoute }],
        },
        readerOf: node => ({
          read: <Row>() => {
            const said = node === 'shop-1' ? { recovering: false, position: 1_000 } : says()
            if (said instanceof Failure) return Promise.reject(said)
            return Promise.resolve([{ ...replica, ...said }] as Row[])
          },
        }),
      },
    ],
    () => {},
  )
  onTestFinished(() => watch.stop())
  return async (seconds: number) => {
    await vi.advanceTimersByTimeAsync(seconds * 1_000)
    return watch.nodes('shop', 'front')?.find(({ node }) => node === 'shop-2')
  }
}

test('a replica that answers is well for as long as it has no trouble', async () => {
  const after = watching(() => ({}))
  expect(await after(10)).toMatchObject({ trouble: null, behindSeconds: 0 })
  expect((await after(20))?.wellSeconds).toBeGreaterThanOrEqual(29)
})

test('a replica that stands still is as far behind as the primary goes on', async () => {
  const after = watching(() => ({ position: 900 }))
  expect((await after(5))?.trouble).toBeNull()
  expect((await after(10))?.trouble).toMatch(/^is 1\d s behind, with a limit of 10 s$/)
})

test('a replica is silent only after several questions without an answer, and not well at once afterwards', async () => {
  let says: Partial<Replayed> | Failure = {}
  const after = watching(() => says)
  await after(60)
  says = away
  expect((await after(2))?.trouble).toBeNull()
  expect((await after(3))?.trouble).toBe('does not answer')
  says = {}
  const back = await after(2)
  expect(back?.trouble).toBeNull()
  expect(back?.wellSeconds).toBeLessThan(3)
})

test('a replica with WAL that the primary lacks takes no reads', async () => {
  const after = watching(() => ({ position: 2_000 }))
  expect((await after(5))?.trouble).toBe('has WAL that the primary lacks')
})
