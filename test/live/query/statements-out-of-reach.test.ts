/** An index is planned whatever is wrong with pg_stat_statements, and figures stay figures. */
import { rmSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { openCluster } from '#cluster/cluster'
import { openDetector } from '#monitor/detector'
import { presentTraffic } from '#monitor/traffic'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { testServer } from '#test/support/postgres'
import { carefulRoles } from '#test/support/profile'
import { openShop } from '#test/support/shop'

const managed = await testServer()
await carefulRoles(managed)
const old = await managed.freshDatabase('app')
const bare = await managed.freshDatabase('app')
const closed = await managed.freshDatabase('app')
const howdah = await startHowdah({
  managed,
  alsoListed: [old, bare, closed],
  tables: ['create table users (id int, email text)'],
})
const { database } = howdah
const inProcess = openInProcess(howdah)
const { config } = openShop(howdah)

const planned = async (of = database): Promise<string> => {
  const reply = await inProcess.say(`index create users columns=email database=${of}`)
  if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
  return JSON.stringify(reply.change.plan)
}

const searched = async (): Promise<void> => {
  const client = await managed.connect(database)
  await client.query('select pg_stat_statements_reset()')
  for (let call = 0; call < 5; call += 1)
    await client.query('select id from users where email = $1', ['a'])
  await client.end()
}

/** Runs a statement whose text is no UTF-8, in a database that takes any bytes. */
const foreignText = async (hex: string, encoding: string): Promise<void> => {
  const name = `foreign_${encoding.toLowerCase()}`
  await managed.run(
    'postgres',
    `create database ${name} template template0 encoding '${encoding}' locale 'C'`,
  )
  const client = await managed.connect(name)
  await client.query(`set pg_stat_statements.track = 'all'`)
  await client.query(
    `do $$ begin execute convert_from(decode('${hex}', 'hex'), '${encoding}'); end $$`,
  )
  await client.end()
}

describe('a text in the encoding of another database', () => {
  test.each([
    ['SQL_ASCII', '73656c6563742031206173206361e9', '22021'],
    // A byte that WIN1252 does not assign.
    ['WIN1252', '73656c65637420312061732063618d', '22P05'],
  ])('of %s leaves figures by ids, and plans', async (encoding, hex, code) => {
    await searched()
    await foreignText(hex, encoding)
    await expect(
      managed.query(database, 'select query from pg_stat_statements'),
    ).rejects.toMatchObject({ code })
    const reply = await inProcess.say('query slow last=all limit=50')
    expect(JSON.stringify(reply)).toContain(`(SQLSTATE ${code})`)
    expect(JSON.stringify(reply)).toMatch(/statement -?\d+ takes \d+ % of the time/)
    expect(await planned()).toContain(`(SQLSTATE ${code}), so its effect cannot be measured.`)
  })
})

describe('a lost file of texts', () => {
  test('leaves figures by ids, and plans', async () => {
    await searched()
    const [kept] = await managed.query<{ file: string }>(
      database,
      `select current_setting('data_directory') || '/pg_stat_tmp/pgss_query_texts.stat' as file`,
    )
    rmSync(kept?.file ?? '')
    const reply = JSON.stringify(await inProcess.say('query slow last=all limit=50'))
    expect(reply).toMatch(/The texts of statements (are lost|cannot be read)/)
    expect(reply).toMatch(/statement -?\d+ takes \d+ % of the time/)
    expect(await planned()).toContain('so its effect cannot be measured.')
  })
})

describe('an extension that pg_upgrade left at its old version', () => {
  test('is to be updated, keeps no index from being planned, and is told to who watches', async () => {
    await managed.run(
      old,
      `create extension pg_stat_statements version '1.4'`,
      `alter extension pg_stat_statements update to '1.7'`,
      'create table users (id int, email text)',
      'alter table users owner to app',
    )
    expect(await inProcess.say(`query slow last=all database=${old}`)).toMatchObject({
      kind: 'refusal',
      instead: 'Let a superuser run: `ALTER EXTENSION pg_stat_statements UPDATE;`',
    })
    expect(await planned(old)).toContain('so its effect cannot be measured.')
    const cluster = openCluster({ ...config, database: old })
    afterAll(() => cluster.close())
    await expect(openDetector(cluster).look()).rejects.toMatchObject({
      message: `pg_stat_statements in database ${old} is still of the version before an upgrade of the server.`,
      instead: '`doctor cluster=shop` prints the statement that helps.',
    })
    const measure = { kind: 'statements', label: 'none', queryids: ['1'], calls: 1 } as const
    const traffic = presentTraffic(new Map([['shop', cluster]]))
    expect(await traffic.snapshot('shop', old, measure)).toMatchObject({ nodes: {} })
  })
})

describe('a database without the extension', () => {
  test('says so, and keeps no index from being planned', async () => {
    await managed.run(
      bare,
      'create table users (id int, email text)',
      'alter table users owner to app',
    )
    expect(await inProcess.say(`query slow last=all database=${bare}`)).toMatchObject({
      kind: 'refusal',
      because: `pg_stat_statements is not in database ${bare}.`,
    })
    expect(await planned(bare)).toContain(
      `pg_stat_statements is not in database ${bare}, so its effect cannot be measured.`,
    )
  })
})

describe('an extension in a schema that the login may not use', () => {
  test('names the GRANT, and keeps no index from being planned', async () => {
    await managed.run(
      closed,
      'create schema "Ext"',
      'create extension pg_stat_statements schema "Ext"',
      'create table users (id int, email text)',
      'alter table users owner to app',
    )
    expect(await inProcess.say(`query slow last=all database=${closed}`)).toMatchObject({
      kind: 'refusal',
      because: `The observing login may not read pg_stat_statements in database ${closed}.`,
      instead: 'Let a superuser run: `GRANT USAGE ON SCHEMA "Ext" TO howdah;`',
    })
    expect(await planned(closed)).toContain(
      `The observing login may not read pg_stat_statements in database ${closed}, so its effect cannot be measured.`,
    )
    await managed.run(closed, 'grant usage on schema "Ext" to howdah')
    expect(await inProcess.say(`query slow last=all database=${closed}`)).toMatchObject({
      kind: 'answer',
    })
    await managed.run(closed, 'revoke select on "Ext".pg_stat_statements from public')
    expect(await inProcess.say(`query slow last=all database=${closed}`)).toMatchObject({
      instead: 'Let a superuser run: `GRANT SELECT ON "Ext".pg_stat_statements TO howdah;`',
    })
  })
})
