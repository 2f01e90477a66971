/** What a channel reads of reads that are kept near is true after the leading process has changed, and changed back. */
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import type { RoutedNode } from '#model/pool/read-route'
import { openReaders } from '#report/readers'
import { migrate } from '#store/migrate'
import { openStore } from '#store/store'
import { testServer } from '#test/support/postgres'
import { testSigner } from '#test/support/signing'

const server = await testServer()
await server.run('postgres', `create role howdah login password 'h'`, 'create database howdah')
await migrate(server.url('howdah'), 'howdah')
const store = openStore(server.url('howdah', 'howdah', 'h'), 'test', testSigner)
afterAll(() => store.close())

const route = {
  database: 'app_ro',
  files: '/etc/pgbouncer/{nodes}.ini',
  lagSeconds: 10,
  lagBytes: null,
  least: 1,
  otherwise: 'last',
  settleSeconds: 0,
} as const

const node = (name: string, is: RoutedNode['is'], trouble: string | null = null): RoutedNode => ({
  node: name,
  is,
  behindSeconds: is === 'replica' ? 0 : null,
  behindBytes: is === 'replica' ? 0 : null,
  trouble,
  wellSeconds: trouble === null ? 60 : 0,
})

/** The nodes and PgBouncer, as every process sees both. */
let late = true
let members: readonly string[] = ['shop-2', 'shop-3']
const nodes = (): readonly RoutedNode[] => [
  node('shop-1', 'primary'),
  node('shop-2', 'replica'),
  node('shop-3', 'replica', late ? 'is 14 s behind' : null),
]

const titles: string[] = []
const chat = {
  async report(_: string, { title }: { readonly title?: string | undefined }) {
    titles.push(title ?? '')
    return `${1_764_000_000 + titles.length}.0`
  },
  async rewrite(_: string, __: string, { title }: { readonly title?: string | undefined }) {
    titles.push(title ?? '')
    return true
  },
}

const openProcess = () => {
  let leads = false
  const readers = openReaders({
    pools: [
      {
        cluster: 'shop',
        label: 'front/app_ro',
        owner: 'olga',
        channel: 'C_REPORTS',
        route,
        nodes,
        members: () => Promise.resolve(members),
        move(_, to) {
          members = to
          return Promise.resolve(true)
        },
      },
    ],
    store,
    chat,
    leads: () => leads,
    report(error) {
      throw error
    },
  })
  onTestFinished(() => readers.stop())
  return {
    lead: (now: boolean): void => {
      leads = now
    },
  }
}

test('a replica that lags again is told again by a process that led before, and did not when it was well', async () => {
  const [one, two] = [openProcess(), openProcess()]
  const tells = (words: string, times: number) =>
    vi.waitFor(
      () => expect(titles.filter(title => title.startsWith(words))).toHaveLength(times),
      60_000,
    )
  one.lead(true)
  await tells('shop-3 of shop takes no reads', 1)
  one.lead(false)
  late = false
  two.lead(true)
  await tells('shop-3 of shop takes reads of front/app_ro again', 1)
  two.lead(false)
  late = true
  one.lead(true)
  await tells('shop-3 of shop takes no reads', 2)
})
