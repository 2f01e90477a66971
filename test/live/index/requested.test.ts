/** PostgreSQL itself is asked before there is a plan: a wish that PostgreSQL would refuse gets no plan. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRefusal, type Refusal } from '#model/refusal'
import { indexCreate } from '#playbooks/index/create'
import { sqlSteps } from '#test/support/facts/planned'
import { startHowdah } from '#test/support/howdah'
import { anyWish, things, type Wish, writtenOut } from '#test/support/index-wishes'
import { openShop } from '#test/support/shop'

const howdah = await startHowdah({
  tables: [
    ...things,
    `create table "Täglich" ("Größe" int, "select" text)`,
    `create table people (id int, gone int, name text, nick varchar(20), status text, born date, paid numeric, j jsonb, v tsvector)`,
    'alter table people drop column gone',
    'create table odd (doc xml)',
    `create schema sales create table orders (id int, noted text)`,
  ],
})
const { cluster } = openShop(howdah)
const view = await cluster.view()

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)

const prepared = async (wish: Wish): Promise<string | Refusal> => {
  const made = await indexCreate.prepare(view, indexCreate.input.parse(wish))
  return isRefusal(made) ? made : (sqlSteps(made.body)[0]?.action.statement ?? '')
}

/** Null when the real table takes the index; else PostgreSQL's words. The index is dropped again. */
const builds = async (statement: string): Promise<string | null> => {
  const client = await howdah.managed.connect(howdah.database)
  try {
    await client.query('set role app')
    await client.query(statement)
    return null
  } catch (error) {
    const { message, code } = error as Error & { readonly code?: string }
    // Duplicates are a matter of the rows, which are not read beforehand.
    return code === '23505' ? null : message
  } finally {
    const left = await client.query<{ name: string }>(
      `select indexrelid::regclass::text as name from pg_index where indrelid = 'things'::regclass`,
    )
    for (const { name } of left.rows) await client.query(`drop index ${name}`)
    await client.end()
  }
}

/** Prepares the wish beside an existing index, which is dropped again. */
const beside = async (there: string, wish: Wish): Promise<string | Refusal> => {
  const { managed, database } = howdah
  await managed.run(database, `set role app; create ${there}`)
  try {
    return await prepared({ table: 'people', ...wish })
  } finally {
    const left = await managed.query<{ name: string }>(
      database,
      `select indexrelid::regclass::text as name from pg_index where indrelid = 'people'::regclass`,
    )
    for (const { name } of left) await managed.run(database, `drop index ${name}`)
  }
}

const same = { because: 'public.there is the same index already.' }

/** PostgreSQL takes a function of the whole row; Howdah, whose trial has a row type of its own, does not. */
const narrower = /\bthings\b(?!\.)/

describe('index.create', () => {
  test(`plans what PostgreSQL builds and nothing else (seed ${seed})`, async () => {
    let [planned, refused] = [0, 0]
    const property = fc.asyncProperty(anyWish, async wish => {
      const made = await prepared(wish)
      const problem = await builds(isRefusal(made) ? writtenOut(wish) : made)
      if (isRefusal(made)) refused += 1
      else planned += 1
      // A sentence ends each way out; Howdah is narrower than PostgreSQL, and may refuse an index that
      // builds.
      const wanted = isRefusal(made) ? /[.?]$/.test(made.instead) : problem === null
      const needless = isRefusal(made) && problem === null && !narrower.test(wish['columns'] ?? '')
      expect({ wish, made, problem, wanted, needless }).toEqual({
        wish,
        made,
        problem,
        wanted: true,
        needless: false,
      })
    })
    await fc.assert(property, { numRuns: 250, seed, endOnFailure: true })
    expect(planned, 'planned').toBeGreaterThan(10)
    expect(refused, 'refused').toBeGreaterThan(10)
  })

  test.each([
    [{ columns: 't', method: 'gin' }, 'has no default operator class', 'Use another `method=`'],
    [
      { table: 'odd', columns: 'doc' },
      'type xml has no default operator class',
      'Use another `method=`',
    ],
    [{ columns: 'ts::date' }, 'syntax error', '`columns=(ts::date)`'],
    [{ columns: `j->>'k'` }, 'syntax error', "`columns=(j->>'k')`"],
    [{ columns: 'nosuch desc' }, 'has no column nosuch', 'It has '],
    [{ columns: 'tt collate "C"' }, 'has no column tt', 'Did you mean `t`?'],
    [{ columns: `date_trunc('day', ts)` }, 'may give another result tomorrow', 'IMMUTABLE'],
    [{ columns: 'i', where: 'ts > now()' }, '`ts > now()` may give another', 'IMMUTABLE'],
    [{ columns: 'i, d', method: 'hash' }, 'does not support multicolumn indexes', ''],
    [{ columns: 'p, p', method: 'spgist' }, 'does not support multicolumn indexes', ''],
    [
      { columns: 'i', include: 'lower(t)' },
      'expressions are not supported in included columns',
      '',
    ],
    [{ columns: 'i', with: 'fillfactor=5' }, 'value 5 out of bounds', 'Valid values are between'],
    [{ columns: 'i', with: 'nosuch=1' }, 'unrecognized parameter "nosuch"', ''],
    [{ columns: 'count(*)' }, 'aggregate functions are not allowed', ''],
    [{ columns: '(row_number() over ())' }, 'window functions are not allowed', ''],
    [{ columns: 'generate_series(1, i)' }, 'set-returning functions are not allowed', ''],
    [{ columns: 'i', method: 'hash', unique: 'yes' }, 'does not support unique indexes', ''],
    [
      { columns: 'j jsonb_path_op', method: 'gin' },
      'jsonb_path_op',
      'Did you mean `jsonb_path_ops`?',
    ],
    [{ columns: 'gv' }, 'virtual generated columns', ''],
    [{ columns: Array(33).fill('i').join(', ') }, 'more than 32 columns', ''],
    [{ columns: 'i', name: 'things_i_ccnew' }, 'ends like the copies', 'Give another'],
  ] as const)('refuses %j', async (wish, because, instead) => {
    const made = await prepared({ table: 'things', ...wish })
    if (!isRefusal(made)) throw new Error(`planned ${made}`)
    expect(made.because).toContain(because)
    expect(made.because).not.toContain('pg_temp')
    expect(made.instead).toContain(instead)
    expect(made.instead).toMatch(/[.?]$/)
  })

  test.each([
    ['index there on people (name)', { columns: 'name collate "C"' }],
    ['index there on people (name collate "C")', { columns: 'name' }],
    ['index there on people (lower(name))', { columns: 'lower(name collate "C")' }],
    [`index there on people ((j->>'n'))`, { columns: `((j->>'n')::int)` }],
    [`index there on people (((j->>'n')::int))`, { columns: `(j->>'n')` }],
    [`index there on people (((j->>'n')::int))`, { columns: `((j->>'n')::bigint)` }],
    ['index there on people (name text_pattern_ops)', { columns: 'name' }],
    [
      'index there on people using gist (v tsvector_ops(siglen=32))',
      { columns: 'v tsvector_ops(siglen=64)', method: 'gist' },
    ],
    ['index there on people (name) where id > 1', { columns: 'name', where: 'id > 2' }],
    ['index there on people (id)', { columns: 'id', unique: 'yes' }],
    ['unique index there on people (id) nulls not distinct', { columns: 'id', unique: 'yes' }],
    [
      'index there on people using brin (id)',
      { columns: 'id', method: 'brin', with: 'pages_per_range=16' },
    ],
  ])('beside %s plans %j', async (there, wish) => {
    expect(await beside(there, wish)).toContain('CREATE')
  })

  const alike = [
    ['index there on people (name)', { columns: '(people.name)' }],
    ['index there on people (name) with (fillfactor = 70)', { columns: 'name asc nulls last' }],
    ['index there on people (lower(nick))', { columns: 'lower(nick)' }],
    [`index there on people (((j->>'n')::int))`, { columns: `cast(j->>'n' as integer)` }],
    ['index there on people (name collate "C")', { columns: 'name collate pg_catalog."C"' }],
    [`index there on people (id) where nick = 'x'`, { columns: 'id', where: `nick = 'x'` }],
    [
      `index there on people (id) where born > '2025-01-01'`,
      { columns: 'id', where: `born > date '2025-01-01'` },
    ],
    ['index there on people (id) where paid > 0', { columns: 'id', where: 'paid > 0' }],
    ['unique index there on people (id) nulls not distinct', { columns: 'id' }],
    ['unique index there on people (id)', { columns: 'id', unique: 'yes' }],
    [
      'index there on people using gist (v tsvector_ops(siglen=32))',
      { columns: `v tsvector_ops(siglen='32')`, method: 'gist' },
    ],
  ] as const

  test.each([
    ...alike,
    // By text alone the two would pass for different indexes.
    ['index there on people (name)', { columns: 'name collate "default" text_ops' }],
    [
      `index there on people (id) where status in ('a', 'b')`,
      { columns: 'id', where: `status in ('a', 'b')` },
    ],
    [
      `index there on people (id) where id between 1 and 9`,
      { columns: 'id', where: 'id >= 1 and id <= 9' },
    ],
    ['index there on people (id) where id < 1.5', { columns: 'id', where: 'id < 1.5' }],
  ] as const)('refuses, beside %s, %j as the same', async (there, wish) => {
    expect(await beside(there, wish)).toMatchObject(same)
  })

  test('a constraint that lets duplicates stand for a while does not stand for a unique index', async () => {
    const { managed, database } = howdah
    await managed.run(
      database,
      'set role app; alter table people add constraint late unique (id) deferrable',
    )
    const made = await prepared({ table: 'people', columns: 'id', unique: 'yes' })
    await managed.run(database, 'alter table people drop constraint late')
    expect(made).toContain('CREATE UNIQUE INDEX')
  })

  test('counts the bytes of a name, not its characters', () => {
    const read = (name: string) =>
      indexCreate.input.safeParse({ table: 'things', columns: 'i', name }).success
    expect(read('ü'.repeat(31))).toBe(true)
    expect(read('ü'.repeat(32))).toBe(false)
  })

  test.each([
    ['Täglich', '"Größe", "select"'],
    ['sales.orders', 'lower(noted) text_pattern_ops'],
  ])('is asked about %s with no right but to make a temporary table', async (table, columns) => {
    expect(await prepared({ table, columns })).toContain('CREATE INDEX CONCURRENTLY')
  })

  test('takes a column that is named with its table', async () => {
    expect(await prepared({ table: 'things', columns: '(things.i)' })).toContain('(things.i)')
  })

  test('is planned with a note where the observing login may not try anything', async () => {
    const { database, managed } = howdah
    await managed.run('postgres', `revoke temporary on database ${database} from public`)
    const made = await indexCreate.prepare(
      view,
      indexCreate.input.parse({ table: 'things', columns: 'i' }),
    )
    await managed.run('postgres', `grant temporary on database ${database} to public`)
    if (isRefusal(made)) throw new Error(made.because)
    expect(made.body.notes[0]).toBe(
      `The definition could not be tested first: PostgreSQL says: permission denied to create temporary tables in database "${database}". The observing login needs TEMPORARY on ${database}.`,
    )
    expect(made.body.estimates.find(({ label }) => label === 'Size')?.value).toContain('not known')
  })

  test('tells the same from others by its text where nothing may be tried', async () => {
    const { database, managed } = howdah
    await managed.run('postgres', `revoke temporary on database ${database} from public`)
    try {
      for (const [there, wish] of alike)
        expect(await beside(there, wish), there).toMatchObject(same)
      expect(
        await beside(`index there on people ((j->>'n'))`, { columns: `((j->>'n')::int)` }),
      ).toContain('CREATE')
      expect(
        await beside('index there on people (name)', { columns: 'name collate "C"' }),
      ).toContain('CREATE')
    } finally {
      await managed.run('postgres', `grant temporary on database ${database} to public`)
    }
  })

  test('has left nothing behind that it tried', async () => {
    expect(
      await howdah.managed.query(
        howdah.database,
        `select from pg_class where relpersistence = 't'`,
      ),
    ).toEqual([])
    const tried = howdah.managed.log().match(/create temporary table things/g) ?? []
    expect(tried.length).toBeGreaterThan(10)
  })
})
