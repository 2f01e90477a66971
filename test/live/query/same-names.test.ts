/** A table name in two schemas, where PostgreSQL 18 counts the same statement under a single queryid. */
import { describe, expect, test } from 'vitest'
import { openDetector } from '#monitor/detector'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { openShop } from '#test/support/shop'

const howdah = await startHowdah({
  tables: ['tenant_a', 'tenant_b'].flatMap(schema => [
    `create schema ${schema}`,
    `create table ${schema}.invoices (id int, customer int, total int)`,
    `insert into ${schema}.invoices select i, i, i from generate_series(1, 300000) i`,
  ]),
})
const { managed, database } = howdah
const inProcess = openInProcess(howdah)
const { cluster } = openShop(howdah)

/** The application's work, in a session that ends: only then are the scans counted for certain. */
const search = async (times: number, statement: string): Promise<void> => {
  const client = await managed.connect(database)
  await client.query('set role app')
  await client.query('set search_path to tenant_b')
  for (let call = 0; call < times; call += 1) await client.query(statement, [call])
  await client.end()
}

const planned = async (table: string, column: string) => {
  const reply = await inProcess.say(`index create table=${table} columns=${column}`)
  if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
  return reply.change.plan
}

describe('a table whose name another schema has too', () => {
  test('is the one that is told to be slow, planned and measured', async () => {
    const clock = { seconds: 0 }
    const detector = openDetector(cluster, () => clock.seconds * 1_000)
    await detector.look()
    await search(30, 'select /* Invoices of A */ * from tenant_a.invoices where customer = $1')
    clock.seconds += 10
    expect(await detector.look()).toMatchObject({
      calls: 30,
      command: 'index create table=tenant_a.invoices columns=customer cluster=shop',
    })
    const { measure, notes } = await planned('tenant_a.invoices', 'customer')
    expect(measure).toMatchObject({ label: 'Invoices of A' })
    expect(notes).toEqual([
      'PostgreSQL counts the same statement on tenant_b.invoices along with it, so the measured effect may be of those calls too.',
    ])
  })

  test('is not measured by a statement on the other one', async () => {
    const { measure, notes } = await planned('tenant_b.invoices', 'customer')
    expect(measure).toBeNull()
    expect(notes).toEqual([
      'No statement of the application that it could serve was seen, so its effect cannot be measured.',
    ])
  })

  test('is named by query slow beside the other one', async () => {
    await search(5, 'select /* Invoices of B */ * from tenant_b.invoices where customer = $1')
    const reply = await inProcess.say('query slow last=all')
    if (reply.kind !== 'answer') throw new Error(JSON.stringify(reply))
    expect(reply.lines).toContain(
      'PostgreSQL counts the same statement on tenant_a.invoices, tenant_b.invoices as one, under the text of the first call.',
    )
    expect(JSON.stringify(reply.table)).toContain('Invoices of A: select * from tenant_a.invoices')
  })

  test('is not known to be meant by a statement that names no schema', async () => {
    await search(5, 'select * from invoices where total = $1')
    for (const table of ['tenant_a.invoices', 'tenant_b.invoices']) {
      const { measure, notes } = await planned(table, 'total')
      expect(measure).toBeNull()
      expect(notes).toEqual([
        'Statements name invoices without its schema, several tables have that name, and which of them is read is not known, so its effect cannot be measured.',
      ])
    }
  })
})
