/** One bench for each driver: actions that a real server takes, refuses, or takes long over. */
import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { type Duty, stillFenced } from '#model/actions/action-kind'
import type { BasebackupAction } from '#model/actions/basebackup'
import { type BatchesAction, keyRange } from '#model/actions/batches'
import { type FilesAction } from '#model/actions/files'
import type { ReadAction } from '#model/actions/read'
import type { SettingAction } from '#model/actions/setting'
import type { TransactionAction } from '#model/actions/transaction'
import type { WaitAction } from '#model/actions/wait'
import type { BackupMarks } from '#model/record/backup-marks'
import { sending } from '#test/support/acting'
import type { Bench } from '#test/support/drivers/bench'
import { copyBench, copyTables } from '#test/support/drivers/copy-bench'
import { expiringIn } from '#test/support/drivers/expiring'
import { hostBench } from '#test/support/drivers/host-bench'
import type { TestServer } from '#test/support/postgres'

const there = (table: string, id: number) => ({
  text: `select case when exists (select from public.${table} where id = $1) then 'present' else 'absent' end as state`,
  values: [id],
})

/** The tables that the benches act on; `held` is locked by another session. */
export const benchTables = [
  'create table done (id int)',
  'create table held (id int)',
  // A single batch: the batches of a real run have a suite of their own.
  'create table gone_through (id int primary key)',
  'insert into gone_through values (1)',
  'create table tallied (id int primary key, n int default 0)',
  'insert into tallied select generate_series(1, 45)',
  ...copyTables,
]

/** `marks` sign what is in the `repository`, the folder for base backups, and `system` the identifier of the server's database system. */
export const benchesOn = (
  server: TestServer,
  database: string,
  {
    repository,
    system,
    marks,
  }: { readonly repository: string; readonly system: string; readonly marks: BackupMarks },
) => {
  let made = 0
  const next = () => (made += 1)
  const place = (duty: Duty) => ({ node: 'shop-1', database, duty })

  const sql: Bench<ReturnType<typeof sending>> = {
    mark: 'insert into done',
    absent: () => insertion(next()),
    slow: () => sending(database, 'select pg_sleep(600)', { state: there('done', -1) }),
    refused: () =>
      sending(database, 'insert into nowhere values (1)', { state: there('done', -1) }),
    late: () =>
      sending(database, 'select pg_sleep(600)', { state: there('done', -1), deadlineSeconds: 2 }),
    halve: null,
    inPieces: null,
    fulfil: null,
    telling: () => ({
      ...sending(database, `insert into done values ($1) returning ${told}`, { values: [next()] }),
      outputs,
    }),
  }
  const told = `'0/1' as lsn, 7 as mark, 'secret' as more`
  const outputs = { lsn: 'lsn', mark: 'number' } as const
  const insertion = (id: number) =>
    sending(database, 'insert into done values ($1)', { values: [id], state: there('done', id) })

  const inOne = (id: number, more: Partial<TransactionAction> = {}): TransactionAction => ({
    kind: 'transaction',
    ...place('ddl'),
    role: null,
    locks: [{ table: 'public.done', mode: 'SHARE ROW EXCLUSIVE' }],
    statements: [`insert into done values (${id})`, `update done set id = id where id = ${id}`],
    state: there('done', id),
    deadlineSeconds: 60,
    ...more,
  })
  const transaction: Bench<TransactionAction> = {
    mark: 'insert into done',
    absent: () => inOne(next()),
    slow: () => inOne(-1, { statements: ['select pg_sleep(600)'] }),
    refused: () => inOne(-1, { statements: ['insert into nowhere values (1)'] }),
    late: () => inOne(-1, { locks: [{ table: 'public.held', mode: 'SHARE' }], deadlineSeconds: 3 }),
    fulfil: null,
    halve: null,
    telling: () => null,
    inPieces: null,
  }

  const settings = (value: string, more: Partial<SettingAction> = {}): SettingAction => ({
    kind: 'setting',
    ...place('maintain'),
    settings: [
      { name: 'work_mem', value },
      { name: 'log_min_duration_statement', value: `${next()}s` },
    ],
    deadlineSeconds: 60,
    ...more,
  })
  const setting: Bench<SettingAction> = {
    mark: 'ALTER SYSTEM SET work_mem',
    absent: () => settings(`${5 + next()}MB`),
    slow: () => null,
    refused: () => settings('-5'),
    late: () => null,
    fulfil: null,
    inPieces: null,
    async halve({ settings: [first] }) {
      if (first)
        await server.run('postgres', `alter system set ${first.name} = '${String(first.value)}'`)
    },
    telling: () => null,
  }

  const waiting = (id: number, more: Partial<WaitAction> = {}): WaitAction => ({
    kind: 'wait',
    ...place('ddl'),
    until: there('done', id),
    everySeconds: 0.1,
    deadlineSeconds: 60,
    ...more,
  })
  const wait: Bench<WaitAction> = {
    mark: 'select case when exists (select from public.done',
    absent: () => waiting(next()),
    async fulfil({ until }) {
      await server.query(database, 'insert into done values ($1)', [...until.values])
    },
    slow: () => waiting(-1),
    refused: () => waiting(-1, { until: { text: 'select from nowhere', values: [] } }),
    late: () => waiting(-1, { deadlineSeconds: 2 }),
    halve: null,
    telling: () => null,
    inPieces: null,
  }

  const reading = (text: string, more: Partial<ReadAction> = {}): ReadAction => ({
    kind: 'read',
    ...place('observe'),
    query: { text, values: [] },
    outputs,
    deadlineSeconds: 60,
    ...more,
  })
  const read: Bench<ReadAction> = {
    mark: `select ${told}`,
    absent: () => reading(`select ${told}`),
    fulfil: null,
    slow: () => reading('select pg_sleep(600)'),
    refused: () => reading('select from nowhere'),
    late: () => reading('select pg_sleep(600)', { deadlineSeconds: 2 }),
    halve: null,
    inPieces: null,
    telling: () => reading(`select ${told}`),
  }

  const through = (id: number, more: Partial<BatchesAction> = {}): BatchesAction => {
    const key = [{ column: 'id', type: 'integer' }]
    return {
      kind: 'batches',
      ...place('ddl'),
      role: null,
      table: 'public.gone_through',
      key,
      statement: `insert into done select ${id} from public.gone_through where ${keyRange(key)}`,
      state: there('done', id),
      after: null,
      until: null,
      pace: {
        rows: { least: 1, first: 10, most: 10 },
        pauseMs: { least: 0, first: 0, most: 0 },
      },
      deadlineSeconds: 60,
      ...more,
    }
  }
  const sleeping = `select pg_sleep(600) from public.gone_through where ${keyRange([{ column: 'id', type: 'integer' }])}`
  const batches: Bench<BatchesAction> = {
    telling: () => null,
    mark: 'insert into done',
    absent: () => through(next()),
    slow: () => through(-1, { statement: sleeping }),
    refused: () =>
      through(-1, { statement: sleeping.replace('public.gone_through', 'public.nowhere') }),
    late: () => through(-1, { statement: sleeping, deadlineSeconds: 2 }),
    fulfil: null,
    halve: null,
    inPieces: {
      several: () =>
        through(0, {
          table: 'public.tallied',
          statement: `update public.tallied set n = n + 1 where ${keyRange([{ column: 'id', type: 'integer' }])}`,
          state: null,
        }),
      tally: async () =>
        (await server.query<{ n: number }>(database, 'select n from tallied order by id')).map(
          ({ n }) => n,
        ),
    },
  }

  const backingUp = (more: Partial<BasebackupAction> = {}): BasebackupAction => ({
    kind: 'basebackup',
    ...place('backup'),
    folder: repository,
    backup: `full-${next()}`,
    system,
    checkpoint: 'fast',
    rate: null,
    way: 'take',
    deadlineSeconds: 120,
    ...more,
  })
  const basebackup: Bench<BasebackupAction> = {
    mark: 'BASE_BACKUP',
    absent: () => backingUp(),
    slow: () => backingUp({ rate: 32 }),
    // The server takes no rate under 32 kB/s.
    refused: () => backingUp({ rate: 1 }),
    late: () => backingUp({ rate: 32, deadlineSeconds: 2 }),
    fulfil: null,
    inPieces: null,
    telling: () => backingUp(),
    told: /^\{"manifest":"[0-9a-f]{64}"\}$/,
    async halve({ folder, backup }, run) {
      mkdirSync(join(folder, 'backups', `.${backup}.${run}.1`), { recursive: true })
    },
  }
  const expiring = (more: Partial<FilesAction> = {}) =>
    expiringIn(join(repository, 'expiring'), next(), { marks, ...place('backup') }, more)
  const files: Bench<FilesAction> = {
    mark: stillFenced,
    absent: () => expiring(),
    slow: () => null,
    // Another backup has the name by now.
    refused: () => expiring({ manifest: 'b'.repeat(64) }),
    refusedAs: /^backup\.another$/,
    late: () => null,
    fulfil: null,
    inPieces: null,
    telling: () => null,
    async halve({ folder, backup }) {
      const backups = join(folder, 'backups')
      renameSync(join(backups, backup), join(backups, `.${backup}.removing`))
    },
  }
  const copy = copyBench(database, next)
  const host = hostBench(place('backup'))
  return { sql, transaction, batches, setting, read, wait, basebackup, files, copy, host }
}
