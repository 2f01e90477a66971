import type { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { aboutNodes } from '#cluster/facts/node/status'
import { isRefusal } from '#model/refusal'
import type { Answer } from '#model/reply'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { major } from '#test/support/majors'
import { testServer, waitsForLock } from '#test/support/postgres'
import { observer } from '#test/support/profile'

const managed = await testServer({
  log_statement: 'all',
  max_prepared_transactions: 5,
  wal_level: 'logical',
})
const howdah = await startHowdah({
  managed,
  tables: ['create table users (id int)', 'create table orders (id int)'],
})
const inProcess = openInProcess(howdah)

const connect = async (): Promise<{ client: Client; pid: number }> => {
  const client = await managed.connect(howdah.database)
  onTestFinished(() => client.end().catch(() => {}))
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return { client, pid: rows[0]?.pid ?? 0 }
}

/** A session that waits for the lock by now. */
const waiter = async (statement: string): Promise<number> => {
  const { client, pid } = await connect()
  await client.query('begin')
  void client.query(statement).catch(() => {})
  onTestFinished(() => managed.run('postgres', `select pg_terminate_backend(${pid})`))
  await waitsForLock(managed, pid)
  return pid
}

const tree = async (): Promise<Answer> => {
  const reply = await inProcess.say('lock tree')
  if (reply.kind !== 'answer') throw new Error(`no answer: ${reply.kind}`)
  return reply
}

const holder = async (table: string): Promise<number> => {
  const { client, pid } = await connect()
  await client.query('begin')
  await client.query(`lock table ${table} in access exclusive mode`)
  return pid
}

describe('lock tree', () => {
  test('gives each holder those who wait for it, the one with most first', async () => {
    const small = await holder('orders')
    await waiter('select * from orders')
    const large = await holder('users')
    const behind = [await waiter('select * from users'), await waiter('select * from users')]
    const { title, lines, offers } = await tree()
    expect(title).toMatch(
      new RegExp(`^pid ${large} .+ holds up 2 of 3 that wait; 1 more holds up others\\.$`),
    )
    expect(lines?.filter(one => one.startsWith('•'))).toEqual([
      expect.stringContaining(`pid ${large}`),
      expect.stringContaining(`pid ${small}`),
    ])
    for (const pid of behind) expect(lines?.slice(1, 3).join()).toContain(`pid ${pid} `)
    // Both are idle in a transaction: there is no statement to cancel.
    expect(offers?.map(({ label }) => label)).toEqual([`End ${large}`, `End ${small}`])
    expect(offers?.[0]?.command).toMatch(new RegExp(`^session terminate ${large} `))
  })

  test('counts who waits behind another one that waits', async () => {
    const root = await holder('users')
    await waiter('lock table users in share row exclusive mode')
    await waiter('lock table users in share row exclusive mode')
    expect((await tree()).title).toMatch(new RegExp(`^pid ${root} .+ holds up 2 sessions\\.$`))
  })

  test('names each session of a queue for one row once', async () => {
    await managed.run(howdah.database, 'insert into orders values (17)')
    onTestFinished(() => managed.run(howdah.database, 'delete from orders'))
    const root = await connect()
    await root.client.query('begin')
    await root.client.query('update orders set id = 17 where id = 17')
    const queue: number[] = []
    for (let place = 0; place < 12; place += 1)
      queue.push(await waiter('update orders set id = 17 where id = 17'))
    const { title, lines } = await tree()
    expect(title).toContain(`pid ${root.pid} `)
    expect(title).toContain('holds up 12 sessions.')
    // The last session waits for all the rest, and PostgreSQL says so.
    const [last] = await managed.query<{ many: number }>(
      'postgres',
      'select cardinality(pg_blocking_pids($1)) as many',
      [queue.at(-1)],
    )
    expect(last?.many).toBe(11)
    expect(lines).toHaveLength(13)
  })

  test('names a prepared transaction, which no session can be ended for', async () => {
    const { client } = await connect()
    await client.query('begin')
    await client.query('insert into users values (1)')
    await client.query(`prepare transaction 'billing-17'`)
    onTestFinished(() => managed.run(howdah.database, `rollback prepared 'billing-17'`))
    const pid = await waiter('lock table users in share mode')
    const { title, lines, offers } = await tree()
    expect(title).toMatch(
      /^Prepared transaction “billing-17” \(postgres, prepared \d+ s ago\) holds up 1 session\.$/,
    )
    expect(lines?.[0]).toContain('say `COMMIT PREPARED` or `ROLLBACK PREPARED` with this name')
    expect(lines?.[1]).toContain(`pid ${pid}`)
    expect(offers).toEqual([])
  })

  test('leaves out a prepared transaction that holds up nobody', async () => {
    const { client } = await connect()
    await client.query('begin')
    await client.query('select * from users')
    await client.query(`prepare transaction 'reader'`)
    onTestFinished(() => managed.run(howdah.database, `rollback prepared 'reader'`))
    const root = await holder('orders')
    await waiter('select * from orders')
    expect((await tree()).title).toMatch(new RegExp(`^pid ${root} .+ holds up 1 session\\.$`))
  })

  test('never says that nobody waits where nobody can be seen, nor does status', async () => {
    const root = await holder('orders')
    await waiter('select * from orders')
    await managed.run('postgres', `revoke pg_monitor from ${observer}`)
    onTestFinished(() => managed.run('postgres', `grant pg_monitor to ${observer}`))
    const cannot = 'What other sessions do on shop cannot be seen: its login lacks pg_monitor.'
    expect(await inProcess.say('lock tree')).toMatchObject({
      kind: 'refusal',
      because: `${cannot} Whether anybody waits is NOT known.`,
    })
    const status = await inProcess.say('status')
    expect(status).toMatchObject({ title: expect.stringContaining(cannot) })
    // Neither the node's own alone nor "none".
    expect(status.kind === 'answer' && status.table?.rows[0]).toMatchObject({
      2: 'not known of 100',
      4: 'not known',
    })
    expect(await inProcess.say(`session cancel ${root}`)).toMatchObject({
      because: expect.stringContaining('cannot be seen'),
    })
  })
})

describe('status', () => {
  const oldest = async (): Promise<string | undefined> => {
    const reply = await inProcess.say('status')
    return reply.kind === 'answer' ? reply.table?.rows[0]?.[4] : undefined
  }

  test('counts a prepared transaction, which no session has', async () => {
    await expect.poll(oldest).toBe('none')
    const { client } = await connect()
    await client.query('begin')
    await client.query('insert into users values (1)')
    await client.query(`prepare transaction 'billing-18'`)
    onTestFinished(() => managed.run(howdah.database, `rollback prepared 'billing-18'`))
    expect(await oldest()).toMatch(/^\d+ s$/)
  })

  test('counts the transaction of a worker that serves no client', async () => {
    const [from, to] = [await managed.freshDatabase(), await managed.freshDatabase()]
    const copied = 'create table copied (id int primary key)'
    await managed.run(
      from,
      copied,
      'create publication copies for table copied',
      `select pg_create_logical_replication_slot('copies', 'pgoutput')`,
    )
    await managed.run(
      to,
      copied,
      `create subscription copies connection '${managed.url(from)}' publication copies
       with (create_slot = false, slot_name = 'copies', copy_data = false)`,
    )
    onTestFinished(() => managed.run(to, 'drop subscription copies'))
    // A prepared transaction holds the worker up: no further transaction of a session is open.
    const holder = await managed.connect(to)
    await holder.query('begin')
    await holder.query('lock table copied')
    await holder.query(`prepare transaction 'copied'`)
    await holder.end()
    onTestFinished(() => managed.run(to, `rollback prepared 'copied'`))
    await managed.run(from, 'insert into copied values (1)')
    const view = await inProcess.engine.view('shop')
    if (isRefusal(view)) throw new Error(view.because)
    const open = async () => (await aboutNodes(view))[0]?.oldest.map(({ backend }) => backend)
    await expect
      .poll(open, { timeout: 110_000 })
      .toContain(major >= 17 ? 'logical replication apply worker' : 'logical replication worker')
  })
})
