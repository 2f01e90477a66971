/** Indexes whose names PostgreSQL cuts for the copy that a rebuild makes. */
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { shows } from '#test/support/hostile'
import { startHowdah, toldOnly } from '#test/support/howdah'
import { invalidIndexes, outcomeOf, planIdOf, twoBots } from '#test/support/kills'

const howdah = await startHowdah({
  tables: [
    'create table users (id int, email text)',
    `insert into users select i, 'person' || i from generate_series(1, 2000) i`,
    'create table orders (id int)',
    'insert into orders select generate_series(1, 2000)',
    `create function fails(int) returns int immutable language plpgsql as
       'begin if exists (select from public.orders where id = -1) then raise exception ''boom''; end if; return $1; end'`,
  ],
})
const { managed, database } = howdah
beforeAll(() => twoBots(howdah))

const bytes = (length: number, begin = ''): string =>
  `${begin}${'ü'.repeat(28)}`.padEnd(length - 28, 'n')

const indexed = async (name: string, on: string): Promise<void> => {
  await managed.run(database, `set role app; create index "${name}" on ${on}`)
  onTestFinished(() => managed.run(database, `drop index "${name}"`))
}

const oidOf = async (name: string) =>
  (await managed.query(database, `select oid from pg_class where relname = $1`, [name]))[0]

const told = (words: string) =>
  howdah.slack.waitFor(() => toldOnly(howdah.slack, 'U_OLGA').find(one => one.includes(words)))

describe('an index with a long name', () => {
  test.each([57, 58, 59, 62, 63])('of %i bytes is rebuilt', async length => {
    const name = bytes(length)
    expect(Buffer.byteLength(name)).toBe(length)
    await indexed(name, 'users (email)')
    const before = await oidOf(name)
    const plan = await howdah.plan(`/pg index reindex ${name}`)
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(await oidOf(name)).not.toEqual(before)
    expect(await invalidIndexes(howdah)).toEqual([])
  })

  test.each([57, 60, 63])('of %i bytes leaves no copy when its rebuild fails', async length => {
    const name = bytes(length)
    await indexed(name, 'users (fails(id))')
    const plan = await howdah.plan(`/pg index reindex ${name}`)
    await managed.run(database, 'insert into orders values (-1)')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('failed')
    await managed.run(database, 'delete from orders where id = -1')
    expect(await invalidIndexes(howdah)).toEqual([])
  })

  test.each([
    ['_ccnew', 57],
    ['_ccnew1', 56],
    ['_ccold', 57],
  ])('is known with its leftover %s', async (ending, most) => {
    const name = bytes(63)
    const cut = `${bytes(most)}${ending}`
    await indexed(name, 'users (email)')
    await indexed(cut, 'users (email)')
    await managed.run(
      database,
      `update pg_index set indisvalid = false where indexrelid = '"${cut}"'::regclass`,
    )
    await howdah.say('olga', `/pg index reindex ${name}`)
    expect(await told(`public."${cut}" is left over from a failed rebuild`)).toContain(
      'Drop it, then ask again',
    )
  })

  test('that its copy would have itself is not rebuilt', async () => {
    const name = `${bytes(57)}_ccnew`
    await indexed(name, 'users (email)')
    await howdah.say('olga', `/pg index reindex ${name}`)
    expect(await told(`public."${name}" has the name`)).toContain('Instead: Rename it first.')
  })

  test('waits for another one whose copy would be called the same', async () => {
    const [one, other] = [`${bytes(62)}a`, `${bytes(62)}b`]
    await indexed(one, 'users (email)')
    await indexed(other, 'orders (id)')
    const writer = await managed.connect(database)
    onTestFinished(() => writer.end())
    const plan = await howdah.plan(`/pg index reindex ${one}`)
    const second = await howdah.plan(`/pg index reindex ${other}`)
    await writer.query('begin; insert into users values (0)')
    await howdah.click('adam', plan, 'approve')
    await shows(howdah, plan, 'Held up by pid')
    await howdah.click('adam', second, 'approve')
    await shows(howdah, second, `It waits for ${planIdOf(plan)}`)
    await writer.query('rollback')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(await outcomeOf(howdah, second)).toBe('succeeded')
    expect(await invalidIndexes(howdah)).toEqual([])
  })
})
