/** PostgreSQL itself is asked before there is a plan: what it would refuse never gets one. */
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { openCluster } from '#cluster/cluster'
import { isRefusal, type Refusal } from '#engine/refusal'
import { createIndex } from '#playbooks/index/create'
import { readConfig } from '#src/config'
import { startHowdah } from '#test/support/howdah'
import { anyWish, things, type Wish, writtenOut } from '#test/support/index-wishes'

const howdah = await startHowdah({
  tables: [
    ...things,
    `create table "Täglich" ("Größe" int, "select" text)`,
    `create schema sales create table orders (id int, noted text)`,
  ],
})
const [config] = readConfig({ ...howdah.env }, []).clusters
if (!config) throw new Error('no cluster')
const cluster = openCluster(config)
afterAll(() => cluster.close())
const view = await cluster.view()

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)

const prepared = async (wish: Wish): Promise<string | Refusal> => {
  const made = await createIndex.prepare(view, createIndex.input.parse(wish))
  return isRefusal(made) ? made : (made.body.steps[0]?.action.statement ?? '')
}

/** Null when the real table takes it; else what PostgreSQL says. It is dropped again. */
const builds = async (statement: string): Promise<string | null> => {
  const client = await howdah.managed.connect(howdah.database)
  try {
    await client.query('set role app')
    await client.query(statement)
    return null
  } catch (error) {
    const { message, code } = error as Error & { readonly code?: string }
    // Duplicates are a matter of the rows, which nobody looks at beforehand.
    return code === '23505' ? null : message
  } finally {
    const left = await client.query<{ name: string }>(
      `select indexrelid::regclass::text as name from pg_index where indrelid = 'things'::regclass`,
    )
    for (const { name } of left.rows) await client.query(`drop index ${name}`)
    await client.end()
  }
}

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
      // A sentence ends each way out; what is narrower than PostgreSQL may be refused although it builds.
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

  test('counts the bytes of a name, not its characters', () => {
    const read = (name: string) =>
      createIndex.input.safeParse({ table: 'things', columns: 'i', name }).success
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
    const made = await createIndex.prepare(
      view,
      createIndex.input.parse({ table: 'things', columns: 'i' }),
    )
    await managed.run('postgres', `grant temporary on database ${database} to public`)
    if (isRefusal(made)) throw new Error(made.because)
    expect(made.body.notes[0]).toContain(`needs TEMPORARY on ${database}`)
    expect(made.body.estimates.find(({ label }) => label === 'Size')?.value).toContain('not known')
  })

  test('runs no expression with rights that nobody has approved', async () => {
    await howdah.managed.run(
      howdah.database,
      `set role app; create function who(i int) returns text language plpgsql immutable as
         'begin raise exception ''tried as %'', current_user using errcode = ''42883''; end'`,
    )
    // Its argument is constant: PostgreSQL runs it as soon as it plans.
    const made = await prepared({ table: 'things', columns: '(who(1))' })
    expect(made).toMatchObject({ because: expect.stringContaining('tried as howdah') })
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
