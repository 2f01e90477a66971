import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { listening } from '#test/support/listening'
import {
  askSample,
  dataFolder,
  expectNothingLeft,
  type LocalMode,
  processesOf,
  startLocalMode,
} from '#test/support/local-mode'

const ready = 'shop is ready: primary and 1 replica, lag '

const half = (server: string) => (data: string) => {
  const dir = join(data, 'servers', server)
  return existsSync(dir) && readdirSync(dir).some(name => name.startsWith('half-'))
}
const whole = (server: string) => (data: string) =>
  existsSync(join(data, 'servers', server, 'data'))
const until = (there: (data: string) => boolean) => async (_: LocalMode, data: string) => {
  await expect.poll(() => there(data), { timeout: 350_000, interval: 2 }).toBe(true)
}
const said = (words: string) => (local: LocalMode) => local.says(words, 350)

/** The moments of a first start, in order. */
const moments: readonly [string, (local: LocalMode, data: string) => Promise<void>][] = [
  ['its page is up', () => Promise.resolve()],
  ['the primary’s data is half made', until(half('shop-1'))],
  ['the control data is there', until(whole('control'))],
  ['the primary’s data is there', until(whole('shop-1'))],
  ['the replica is half copied', until(half('shop-2'))],
  ['the replica is there', until(whole('shop-2'))],
  ['it loads the sample', said('Loading the sample shop')],
  ['messages are loading', said('Loading the sample shop: messages')],
  ['its bots have begun', until(data => existsSync(join(data, 'howdah.log')))],
]

/** Milliseconds: Ctrl-C ends the processes; after a kill -9 the processes end by themselves. */
const patience = { SIGINT: 2_000, SIGKILL: 60_000 } as const

describe.each(['SIGINT', 'SIGKILL'] as const)('a first start that %s ends', signal => {
  const data = dataFolder()

  test.each(moments)(
    'when %s leaves no process',
    async (_, moment) => {
      const local = await startLocalMode({ data })
      onTestFinished(async () => void (await local.end('SIGKILL')))
      await moment(local, data)
      const exit = await local.end(signal)
      expect(exit).toBe(signal === 'SIGINT' ? 0 : null)
      await expectNothingLeft(data, patience[signal])
    },
    300_000,
  )

  test('at each of these moments still comes to be ready', async () => {
    const local = await startLocalMode({ data })
    await local.says(ready, 350)
    await local.end('SIGINT')
    await expectNothingLeft(data, patience.SIGINT)
  }, 400_000)
})

describe('a second start right after kill -9', () => {
  test('waits for the servers that are still there', async () => {
    const data = dataFolder()
    const first = await startLocalMode({ data })
    await until(whole('shop-2'))(first, data)
    await first.end('SIGKILL')
    const second = await startLocalMode({ data })
    await second.says('Loading the sample shop')
    await second.end('SIGKILL')
    const third = await startLocalMode({ data, words: ['--fresh'] })
    await third.says('Loading the sample shop')
    await third.end('SIGINT')
    await expectNothingLeft(data, patience.SIGINT)
  }, 400_000)
})

describe('local mode', () => {
  const data = dataFolder()
  let local: LocalMode
  let firstMs = 0
  const filledAt = async (): Promise<string> => {
    const [row] = await askSample<{ at: string }>(data, 'select at::text from filled')
    return row?.at ?? ''
  }

  test('loads a shop that has grown and was never tuned', async () => {
    const began = performance.now()
    local = await startLocalMode({ data })
    await local.says(ready, 350)
    firstMs = performance.now() - began
    const [shape] = await askSample<Readonly<Record<string, number | boolean>>>(
      data,
      `select (select count(*)::int from users) as users,
         (select count(*) filter (where active)::float8 / count(*) from users) as active,
         (select count(*) >= 1000000 from messages) as "messages",
         (select count(*) > 100000 from places) as places,
         (select count(*)::int from pg_inherits where inhparent = 'events'::regclass) as months,
         (select count(distinct conrelid)::int from pg_constraint
          where contype = 'f' and conparentid = 0 and connamespace = 'public'::regnamespace) as references,
         (select bool_and(tableowner = 'shop_app') from pg_tables where schemaname = 'public') as owned`,
    )
    expect(shape).toEqual({
      users: 400_000,
      active: 0.05,
      messages: true,
      places: true,
      months: 16,
      references: 3,
      owned: true,
    })
    const [event] = await askSample<{ kind: string }>(
      data,
      `select relkind::text as kind from pg_class where relname = 'events'`,
    )
    expect(event).toEqual({ kind: 'p' })
  }, 400_000)

  test('gives Howdah neither a superuser nor an owner', async () => {
    const [role] = await askSample<object>(
      data,
      `select rolsuper, rolcreaterole, rolbypassrls,
         (select count(*)::int from pg_class where relowner = r.oid) as owns,
         pg_has_role(r.oid, 'shop_app', 'usage') as inherits
       from pg_roles r where rolname = 'howdah'`,
    )
    expect(role).toEqual({
      rolsuper: false,
      rolcreaterole: false,
      rolbypassrls: false,
      owns: 0,
      inherits: false,
    })
  })

  test('lets each visitor who searches find one active user', async () => {
    await expect
      .poll(
        async () => {
          const [row] = await askSample<{ calls: number; rows: number }>(
            data,
            `select calls::int, rows::int from pg_stat_statements where query like '%User search%'`,
          )
          return row !== undefined && row.calls > 5 ? row.rows / row.calls : null
        },
        { timeout: 110_000 },
      )
      .toBe(1)
  })

  test('is refused beside itself, and does not lose its data to --fresh', async () => {
    const before = await filledAt()
    for (const words of [[], ['--fresh']])
      await expect(startLocalMode({ data, words })).rejects.toThrow(
        /ended with 1: Local mode runs already, as process \d+\. Open http:\S+token=\S+, or stop it/,
      )
    expect(await filledAt()).toBe(before)
  })

  test('takes the next port that is free', async () => {
    const other = await startLocalMode({ data: dataFolder() })
    const third = await startLocalMode({ data: dataFolder() })
    expect(Number(new URL(third.url).port)).toBeGreaterThan(Number(new URL(other.url).port))
    await Promise.all([other.end('SIGINT'), third.end('SIGINT')])
  })

  test('listens on loopback only, with all its parts', async () => {
    const ports = listening(processesOf(data))
    // Seven sockets: three servers, the page, two bots' health, and the socket that holds the data.
    expect(ports).toHaveLength(7)
    expect(new Set(ports.map(({ address }) => address))).toEqual(new Set(['0100007F']))
  })

  test('has its page up long before the cluster at its second start, and the data that it had', async () => {
    const before = await filledAt()
    expect(await local.end('SIGINT')).toBe(0)
    await expectNothingLeft(data, patience.SIGINT)
    const started = performance.now()
    const second = await startLocalMode({ data })
    await second.says(ready)
    const readyMs = performance.now() - started
    expect(second.seconds * 1_000).toBeLessThan(readyMs / 2)
    expect(readyMs).toBeLessThan(firstMs / 2)
    expect(await filledAt()).toBe(before)
    expect(await second.end('SIGINT')).toBe(0)
  }, 400_000)

  test('begins again with --fresh', async () => {
    const old = readFileSync(join(data, 'secrets.json'), 'utf8')
    const third = await startLocalMode({ data, words: ['--fresh'] })
    await third.says('Loading the sample shop')
    expect(readFileSync(join(data, 'secrets.json'), 'utf8')).not.toBe(old)
    expect(await third.end('SIGINT')).toBe(0)
    await expectNothingLeft(data, patience.SIGINT)
  }, 400_000)
})
