import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { dataOf } from '#cluster/facts/clone/about'
import { clonesIn } from '#cluster/facts/clone/clones-in'
import { serverOf } from '#cluster/facts/clone/server-of'
import { binaries } from '#local/postgres/binaries'
import { carryOut } from '#test/support/carry-out'
import { cloneFolders } from '#test/support/clones'
import { hear } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { outcomeOf, twoBots } from '#test/support/kills'
import { native } from '#test/support/majors'
import { archivingServer, backedUpTo, testRepository } from '#test/support/repository'

const patience = { timeout: 110_000 }

const repository = testRepository()
const { clones } = repository
const managed = await archivingServer(repository)
const howdah = await startHowdah({
  managed,
  tables: ['create table orders (id int primary key)'],
  cluster: backedUpTo(repository, {
    clones: { folder: clones, programs: join(await binaries(native), 'bin'), in_place: true },
  }),
})
const { database } = howdah
const kept = join(clones, 'replaced-shop')

// The server that Howdah starts is no child of the test.
afterAll(async () => {
  const pid = await serverOf(managed.dataDir)
  if (pid !== null) process.kill(pid, 'SIGINT')
  await vi.waitUntil(async () => (await serverOf(managed.dataDir)) === null, patience)
})

let moment = ''

beforeAll(async () => {
  await managed.run(database, 'grant execute on function pg_switch_wal() to keeper')
  await twoBots(howdah)
  await carryOut(howdah, '/pg backup take')
  await managed.run(database, 'insert into orders select generate_series(1, 10)')
  const [row] = await managed.query<{ lsn: string }>(
    database,
    'select pg_current_wal_insert_lsn()::text as lsn',
  )
  moment = row?.lsn ?? ''
  await managed.run(database, 'delete from orders where id > 4')
})

const rows = async () =>
  (await managed.query<{ n: number }>(database, 'select count(*)::int as n from orders'))[0]?.n

const timeline = async () =>
  (
    await managed.query<{ at: string }>(
      'postgres',
      'select left(pg_walfile_name(pg_current_wal_lsn()), 8) as at',
    )
  )[0]?.at

const settings = () =>
  managed.query(
    'postgres',
    `select name from pg_file_settings where name ~ '^(restore_command|recovery_)'`,
  )

/** Restores to the moment; gives the name of the clone. */
const restored = async (): Promise<string> =>
  /shop-clone-\d+/.exec(await carryOut(howdah, `/pg restore point-in-time lsn=${moment}`))?.[0] ??
  ''

describe('restore.in-place', () => {
  describe('refusal', () => {
    test('refuses another name than that of the cluster, which is typed out', async () => {
      const clone = await restored()
      const said = `/pg restore in-place ${clone} over=crm`
      expect(await hear(howdah, 'olga', said, '`over=` names crm')).toContain('over=shop')
    })
  })

  describe('failure', () => {
    test('has the server run on its own files again where those of the clone do not start', async () => {
      const [found] = (await clonesIn(clones)) ?? []
      const clone = found?.about?.clone ?? ''
      rmSync(join(dataOf(found?.folder ?? ''), 'global/pg_control'))
      const said = await carryOut(howdah, `/pg restore in-place ${clone} over=shop`, 'failed')
      expect(said).toContain('The server runs on the files of before again.')
      expect(await rows()).toBe(4)
      expect(await timeline()).toBe('00000001')
      expect(existsSync(join(kept, 'data'))).toBe(false)
      await carryOut(howdah, `/pg clone end ${clone}`)
    })
  })

  describe('success', () => {
    test('gives the cluster the rows of the moment, with its own settings, and keeps the files of before', async () => {
      await managed.run('postgres', `alter system set work_mem = '5MB'`)
      const clone = await restored()
      // The user of the clone's server may put a link there.
      const stranger = join(repository.folder, 'of-a-stranger')
      writeFileSync(stranger, 'untouched')
      const found = (await clonesIn(clones))?.find(({ about }) => about?.clone === clone)
      const ident = join(dataOf(found?.folder ?? ''), 'pg_ident.conf')
      rmSync(ident, { force: true })
      symlinkSync(stranger, ident)
      const said = await carryOut(howdah, `/pg restore in-place ${clone} over=shop`)
      expect(readFileSync(stranger, 'utf8')).toBe('untouched')
      expect(said).toContain(`The files of before are kept in ${kept}.`)
      expect(await rows()).toBe(10)
      expect(await timeline()).toBe('00000002')
      expect(await managed.query('postgres', 'show work_mem')).toEqual([{ work_mem: '5MB' }])
      await expect.poll(settings, patience).toEqual([])
      expect(readFileSync(join(kept, 'data/PG_VERSION'), 'utf8')).toMatch(/^\d+/)
      await expect.poll(() => cloneFolders(clones), patience).toEqual([])
      await managed.run(database, 'insert into orders values (11)')
    })

    test('is taken back by Undo, on a timeline of its own that later restores follow', async () => {
      const plan = await howdah.message(({ blocks }) =>
        JSON.stringify(blocks).includes('in the place of shop'),
      )
      const undo = await howdah.planned(() => howdah.click('olga', plan, 'undo'))
      await howdah.click('adam', undo, 'approve')
      expect(await outcomeOf(howdah, undo)).toBe('succeeded')
      expect(await rows()).toBe(4)
      expect(await timeline()).toBe('00000003')
      await expect.poll(settings, patience).toEqual([])
      const again = await hear(howdah, 'olga', '/pg restore in-place any over=shop', 'no clone any')
      expect(again).toContain('See which there are.')
      await carryOut(howdah, '/pg restore discard over=shop')
      expect(existsSync(kept)).toBe(false)
    })
  })

  describe('kill', () => {
    test('comes to its end by itself where every Howdah is killed while the server is down', async () => {
      const plan = await howdah.plan(`/pg restore in-place ${await restored()} over=shop`)
      await howdah.click('adam', plan, 'approve')
      await expect.poll(() => existsSync(kept), { ...patience, interval: 5 }).toBe(true)
      const killed = [...howdah.bots]
      for (const bot of killed) bot.kill('SIGKILL')
      await Promise.all(killed.map(({ ended }) => ended))
      await twoBots(howdah)
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await rows()).toBe(10)
      expect(await timeline()).toBe('00000004')
    })
  })
})
