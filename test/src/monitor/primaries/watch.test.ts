import { describe, expect, onTestFinished, test } from 'vitest'
import type { RoleSaid } from '#cluster/facts/node/role'
import type { Reader } from '#model/view'
import { openPrimaryWatch } from '#monitor/primaries/watch'
import { Failure } from '#src/errors'

const replica: RoleSaid = {
  primary: false,
  started: 'this morning',
  timeline: null,
  position: '0/3000148',
  paused: false,
  delayed: true,
  streams: true,
}
const primary: RoleSaid = { ...replica, primary: true, timeline: 1, delayed: false, streams: false }
const away = new Failure('cluster.unreachable', 'shop-1 does not answer in time.', 'Wait.')

/** Whatever else a node is asked is hidden from the login. */
const readerOf = (said: () => RoleSaid | Failure): Reader => ({
  async read<Row>(text: string) {
    const now = said()
    if (now instanceof Failure) throw now
    return (text.includes('pg_is_in_recovery') ? [now] : [{ data: null, system: '7' }]) as Row[]
  },
})

describe('the watch over primaries', () => {
  test('says since when no node answers as the primary, and how each replica stands', async () => {
    const said: Record<string, RoleSaid | Failure> = { 'shop-1': away, 'shop-2': replica }
    const troubles: unknown[] = []
    const watch = openPrimaryWatch(
      [
        {
          config: {
            name: 'shop',
            nodes: Object.keys(said).map(name => ({ name, host: '127.0.0.1', port: 5_432 })),
          },
          readerOf: node => readerOf(() => said[node] ?? away),
        },
      ],
      error => void troubles.push(error),
    )
    onTestFinished(() => watch.stop())
    expect(watch.situation('shop')).toBeUndefined()
    const answers = () => watch.situation('shop')?.primary.answers
    await expect.poll(answers, { timeout: 20_000 }).toBe(false)
    const silent = watch.situation('shop')
    expect(silent?.nodes).toEqual([
      { name: 'shop-1', is: 'silent', because: 'shop-1 does not answer in time.' },
      {
        name: 'shop-2',
        is: 'replica',
        received: '0/3000148',
        paused: false,
        delayed: true,
        streams: true,
      },
    ])
    said['shop-1'] = primary
    await expect.poll(answers, { timeout: 20_000 }).toBe(true)
    const back = watch.situation('shop')
    expect(back?.primary.since).toBeGreaterThan(silent?.primary.since ?? Infinity)
    expect(back?.nodes[0]).toEqual({
      name: 'shop-1',
      is: 'primary',
      timeline: 1,
      position: '0/3000148',
    })
    expect(troubles).toEqual([])
  })
})
