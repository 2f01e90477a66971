/** Every driver keeps the same contract on a real server, and a driver with a planted fault does not. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drivers } from '#cluster/drivers/catalogue'
import { sqlDriver } from '#cluster/drivers/sql/driver'
import { binaries } from '#local/postgres/binaries'
import type { BatchesAction } from '#model/actions/batches'
import type { Driver } from '#model/actions/driver'
import type { SqlAction } from '#model/actions/sql'
import { sending } from '#test/support/acting'
import { benchesOn, benchTables } from '#test/support/drivers/benches'
import type { Check } from '#test/support/drivers/check'
import { checks } from '#test/support/drivers/checks'
import { backupToClone, type ClonedBackup, cloneBench } from '#test/support/drivers/clone-bench'
import { cloneTables, copyingTwice } from '#test/support/drivers/copy-bench'
import { examineBench, makeOnce } from '#test/support/drivers/examine-bench'
import { toolChecks } from '#test/support/drivers/tool-checks'
import { startHowdah } from '#test/support/howdah'
import { native } from '#test/support/majors'
import { testServer } from '#test/support/postgres'
import { carefully } from '#test/support/profile'
import { archivingServer, testRepository } from '#test/support/repository'
import { grantSettings } from '#test/support/setting-grants'
import { openShop } from '#test/support/shop'

const repository = testRepository()
const managed = await archivingServer(repository)
const before = await testServer()
const howdah = await startHowdah({
  managed,
  tables: [...benchTables],
  clusters: {
    'shop-before': {
      environment: 'sample',
      clone_of: 'shop',
      databases: ['postgres'],
      nodes: [{ name: 'before-1', url: `postgres://127.0.0.1:${before.port}` }],
      credentials: { observe: 'howdah:howdah', ddl: 'howdah:howdah' },
    },
  },
  cluster: {
    credentials: { observe: 'howdah:howdah', ddl: 'howdah:howdah', backup: 'keeper:keeper' },
  },
})
const { database } = howdah
const { cluster } = openShop(howdah)

await before.run('postgres', `create database ${database}`)
await carefully(before, database)
await before.run('postgres', `alter database ${database} owner to app`)
for (const statement of cloneTables) await before.run(database, `set role app; ${statement}`)

const [{ system } = { system: '' }] = await managed.query<{ system: string }>(
  'postgres',
  'select system_identifier::text as system from pg_control_system()',
)

const keeping = { node: 'shop-1', database, duty: 'backup' } as const
let backed: ClonedBackup | undefined
const examined = 'shop-clone-900'
const benches = {
  ...benchesOn(managed, database, {
    repository: join(repository.folder, 'taken'),
    system,
    marks: cluster.marks,
  }),
  clone: cloneBench(keeping, repository, {
    system,
    programs: join(await binaries(native), 'bin'),
    backed: () => {
      if (!backed) throw new Error('no backup yet')
      return backed
    },
  }),
  examine: examineBench(keeping, repository, examined),
}
const parameters = ['work_mem', 'log_min_duration_statement']

beforeAll(async () => {
  await managed.run(
    database,
    'grant insert, update, delete, select on done, held, gone_through, tallied to howdah',
  )
  await grantSettings(managed, database, parameters)
  backed = await backupToClone({ cluster, server: managed }, repository, {
    place: keeping,
    system,
    before: 'insert into done values (-1000)',
    after: 'drop table if exists dropped_later',
  })
  await makeOnce({ ...benches.clone.absent(), clone: examined }, cluster)
  const holder = await managed.connect(database)
  await holder.query('begin')
  await holder.query('lock table held in access exclusive mode')
  afterAll(() => holder.end())
})

/** Driver and bench are of one kind, as no type of an index tells. */
const wrongsOf = (check: Check, kind: keyof typeof benches): Promise<readonly string[]> =>
  check({
    cluster,
    server: managed,
    driver: drivers[kind],
    bench: benches[kind],
  } as unknown as Parameters<Check>[0])

describe.each(Object.keys(benches) as (keyof typeof benches)[])('the driver of %s', kind => {
  test.each(Object.entries(checks))('%s', async (_, check) => {
    expect(await wrongsOf(check, kind)).toEqual([])
  })
})

test('every driver of the catalogue has a bench', () => {
  // pgBackRest 2.45 knows no PostgreSQL after 15, and Patroni needs programs: these benches are in the lab. Drivers that need two nodes, or PgBouncer, have files of their own.
  const apart = 'pgbackrest patroni parameters pgbouncer switchover failover rebuild restart'
  expect([...Object.keys(benches), ...apart.split(' ')].sort()).toEqual(Object.keys(drivers).sort())
})

/** The driver of sql, with one fault. */
const faulty = (fault: (act: () => Promise<unknown>) => Promise<unknown>): Driver<SqlAction> => ({
  ...sqlDriver,
  async take(action, holder) {
    const hand = await sqlDriver.take(action, holder)
    return {
      ...hand,
      async act(one, how) {
        const performed = await hand.act(one, how)
        await fault(() => hand.act(one, how))
        return performed
      },
    }
  },
})

/** Sends a further statement, in a session of the same run. */
const talkative: Driver<SqlAction> = {
  ...sqlDriver,
  async take(action, holder) {
    const hand = await sqlDriver.take(action, holder)
    return {
      ...hand,
      async act(one, how) {
        const more = sending(database, 'delete from done where id = -99')
        const other = await sqlDriver.take(more, holder)
        await other.act(more, how)
        await other.close()
        return hand.act(one, how)
      },
    }
  },
}

/** Gives the whole answer away. */
const chatty: Driver<SqlAction> = {
  ...sqlDriver,
  async take(action, holder) {
    const hand = await sqlDriver.take(action, holder)
    return {
      ...hand,
      async act(one, how) {
        const performed = await hand.act(one, how)
        return { ...performed, outputs: { ...performed.outputs, more: 'secret' } }
      },
    }
  },
}

type BatchesHand = Awaited<ReturnType<(typeof drivers.batches)['take']>>

const spoiled = (spoil: (hand: BatchesHand) => Partial<BatchesHand>): Driver<BatchesAction> => ({
  ...drivers.batches,
  async take(action, holder) {
    const hand = await drivers.batches.take(action, holder)
    return { ...hand, ...spoil(hand) }
  },
})

/** Sends each batch with a further statement. */
const hiding: Driver<BatchesAction> = {
  ...drivers.batches,
  take: async (action, holder) => {
    const hand = await drivers.batches.take(action, holder)
    const more = { ...action, statement: `${action.statement} and id <> -99` }
    return { ...hand, act: (_, how) => hand.act(more, how) }
  },
}

describe('batches with a planted fault', () => {
  const goesOn = 'goes on from its cursor, with no piece twice and none left out'
  test.each<[string, keyof typeof checks, Driver<BatchesAction>]>([
    [
      'forget their cursor',
      goesOn,
      spoiled(hand => ({
        act: (one, how) =>
          hand.act(one, how.pieces ? { ...how, pieces: { ...how.pieces, from: null } } : how),
      })),
    ],
    [
      'do their last batch twice',
      goesOn,
      spoiled(() => ({ settle: async cursor => ({ ...cursor, next: null }) })),
    ],
    [
      'leave out a batch that was rolled back',
      goesOn,
      spoiled(() => ({
        settle: async cursor => ({
          ...cursor,
          done: cursor.next?.reaches ?? cursor.done,
          next: null,
        }),
      })),
    ],
    [
      'commit without a place for their cursor',
      goesOn,
      spoiled(hand => ({
        act: (one, how) =>
          hand.act(
            one,
            how.pieces
              ? {
                  ...how,
                  pieces: {
                    ...how.pieces,
                    checkpoint: async cursor => how.pieces?.checkpoint(cursor).catch(() => {}),
                  },
                }
              : how,
          ),
      })),
    ],
    ['send another statement than they show', 'sends nothing that it does not show', hiding],
  ])('that %s fail the suite', async (_, claim, driver) => {
    const check = checks[claim]
    expect(await check?.({ cluster, server: managed, bench: benches.batches, driver })).not.toEqual(
      [],
    )
  })
})

describe('a copy with a planted fault', () => {
  test.each(['acts once, and sees what it did', 'sends nothing that it does not show'])(
    'that copies twice fails the suite: %s',
    async claim => {
      const benched = { cluster, server: managed, bench: benches.copy, driver: copyingTwice }
      expect(await checks[claim]?.(benched)).not.toEqual([])
    },
  )
})

test.each(Object.entries(toolChecks))('a tool on a machine %s', async (_, check) =>
  expect(await check(cluster, benches.host)).toEqual([]),
)

describe('a driver with a planted fault', () => {
  test.each<[string, keyof typeof checks, Driver<SqlAction>]>([
    ['acts twice', 'acts once, and sees what it did', faulty(act => act())],
    ['gives more than it declares', 'gives the outputs that it declares, and nothing else', chatty],
    ['sends more than it shows', 'sends nothing that it does not show', talkative],
    [
      'lets an older holder act on',
      'has a place to itself, against an older holder only',
      {
        ...sqlDriver,
        take: (action, { run, ...more }) => sqlDriver.take(action, { ...more, run, token: 1 }),
      },
    ],
  ])('that %s fails the suite', async (_, claim, driver) => {
    const check = checks[claim]
    expect(await check?.({ cluster, server: managed, bench: benches.sql, driver })).not.toEqual([])
  })
})
