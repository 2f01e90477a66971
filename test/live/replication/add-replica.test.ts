import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { stopServerOf } from '#cluster/drivers/switchover/server'
import { freePort } from '#local/postgres/server'
import { systemUser } from '#local/postgres/system-user'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf, runInto, twoBots } from '#test/support/kills'
import { major } from '#test/support/majors'
import { testServer } from '#test/support/postgres'
import { profile } from '#test/support/profile'

const primary = await testServer({ log_statement: 'all' })
const home = mkdtempSync(join(tmpdir(), 'howdah-add-'))
const user = systemUser()
if (user) chownSync(home, user.uid, user.gid)
const data = join(home, 'data')
const port = await freePort()
const howdah = await startHowdah({
  managed: primary,
  tables: ['create table orders as select generate_series(1, 9) as id'],
  cluster: {
    nodes: [
      { name: 'shop-1', url: `postgres://127.0.0.1:${primary.port}`, data: primary.dataDir },
      { name: 'shop-2', url: `postgres://127.0.0.1:${port}`, data },
    ],
    credentials: { ...(profile.cluster['credentials'] as object), ha: 'mover:mover' },
  },
})
const { database } = howdah
await primary.run(
  'postgres',
  `create role mover login replication password 'mover'`,
  'grant pg_monitor to mover',
)
afterAll(async () => {
  await stopServerOf(data, 'SIGQUIT', 60_000).catch(() => {})
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
})

// The primary of nobody: nobody may receive WAL from it.
const hbaFile = join(primary.dataDir, 'pg_hba.conf')
const hba = () => readFileSync(hbaFile, 'utf8')
writeFileSync(hbaFile, hba().replaceAll(/^.*replication.*\n/gm, ''))
await primary.run('postgres', 'select pg_reload_conf()')
const shut = hba()

const slots = () =>
  primary.query<{ name: string }>('postgres', 'select slot_name as name from pg_replication_slots')

const onReplica = async (text: string): Promise<readonly object[]> => {
  const client = new Client({
    connectionString: primary.url(database).replace(`:${primary.port}/`, `:${port}/`),
  })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<object>(text)).rows
  } finally {
    await client.end()
  }
}

const streams = async (): Promise<void> => {
  await expect
    .poll(
      () =>
        onReplica(
          `select (select count(*)::int from orders) as n, (select status from pg_stat_wal_receiver) as receives`,
        ).catch(String),
      { timeout: 110_000 },
    )
    .toEqual([{ n: 9, receives: 'streaming' }])
  expect(await slots()).toEqual([{ name: 'shop_2' }])
  expect(readdirSync(home)).toEqual(['data'])
}

const nothingIsLeft = async (): Promise<void> => {
  expect(readdirSync(home)).toEqual([])
  expect(await slots()).toEqual([])
  expect(hba()).toBe(shut)
}

const undo = async (plan: Awaited<ReturnType<typeof howdah.plan>>) =>
  howdah.planned(() => howdah.click('olga', plan, 'undo'))

beforeEach(() => twoBots(howdah))

describe('replication.add-replica', () => {
  describe('refusal', () => {
    test('of a node without a place, of a present one, and of a place with files is said in words', async () => {
      const refused = (node: string, words: string) =>
        hear(howdah, 'olga', `/pg replication add-replica ${node}`, words)
      expect(await refused('other', 'no node other')).toContain(
        'an empty folder on Howdah’s machine',
      )
      expect(await refused('shop-1', 'shop-1 is a node, and the primary already')).toContain(
        'Name a node that has no files yet',
      )
      mkdirSync(data)
      writeFileSync(join(data, 'somebody’s'), '')
      onTestFinished(() => rmSync(data, { recursive: true, force: true }))
      expect(await refused('shop-2', 'is not empty')).toContain('Howdah writes over no files')
    })
  })

  describe('success', () => {
    test('gives a lone primary its first replica, which streams, and is gone by the undo with all that came with it', async () => {
      expect(
        await hear(howdah, 'olga', '/pg replication status', 'shop-1 is the primary of shop'),
      ).toContain('shop-2 has no files yet: it can be added as a replica.')
      const plan = await howdah.plan('/pg replication add-replica shop-2')
      const asked = wordsOf(plan)
      expect(asked).toContain('Add shop-2 to shop as a replica of shop-1')
      expect(asked).toContain('host replication "mover" samehost scram-sha-256')
      expect(asked).toContain('no restart')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      const done = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(done).toMatch(/shop-2 streams.*: copy [\d.]+ m?s, it streamed after [\d.]+ m?s\./)
      await streams()
      expect(asked + done + howdah.log()).not.toMatch(/mover:mover|password ?=/)
      expect(
        await hear(howdah, 'olga', '/pg replication status', 'shop-1 is the primary of shop'),
      ).toContain('shop-2 could take over')

      const back = await undo(plan)
      expect(wordsOf(back)).toContain('takes the line out of')
      await howdah.click('adam', back, 'approve')
      expect(await outcomeOf(howdah, back)).toBe('succeeded')
      await nothingIsLeft()
    })
  })

  describe('failure', () => {
    test('removes slot, line and files of a replica that cannot start', async () => {
      const plan = await howdah.plan('/pg replication add-replica shop-2')
      const other = createServer().listen(port, '127.0.0.1')
      onTestFinished(() => void other.close())
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(said).toContain('shop-2 was started on the new files, and has ended.')
      expect(said).toContain('Everything is as it was before.')
      await nothingIsLeft()
    })
  })

  describe('kill', () => {
    const within = ['copied', 'swapped', 'started', 'given up'].map(one => `rebuild ${one}`)
    // The majors differ in the state after a kill, not in the moment of the kill.
    test.each(['step 0 acted', ...(major === 18 ? within : [])])(
      'ends with a replica that streams when Howdah is killed at "%s", and with none when it is killed at the undo',
      async point => {
        const plan = await howdah.plan('/pg replication add-replica shop-2')
        expect(await runInto(howdah, point, plan), planIdOf(plan)).toBe('succeeded')
        await streams()
        const back = await undo(plan)
        expect(await runInto(howdah, 'rebuild removing', back), planIdOf(back)).toBe('succeeded')
        await nothingIsLeft()
      },
      300_000,
    )
  })
})
