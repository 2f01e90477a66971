import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldStatements } from '#cluster/facts/query/fold'
import { parseSql } from '#cluster/sql/parse'
import { querySlow, slowOf } from '#commands/query/slow'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { aboutShop } from '#test/support/commands/cluster'
import { askedAgain } from '#test/support/commands/say'

const view = { cluster: aboutShop(), database: 'app' }
const counted = {
  view: 'public.pg_stat_statements',
  loaded: true,
  columns: ['calls', 'total_exec_time'],
  grants: [],
  info: null,
}

const since = { at: '2026-11-30T10:12:40Z', seconds: 320 }
const spent = { seconds: 302, statements: {} }
const window = 'Counted over the last 5 min on the primary.'
const head = '-- Statements of shop without their values, to read: every line is a comment.\n\n'

const facts = {
  setup: counted,
  sees: true,
  since,
  spent,
  changedAt: null,
  slower: [],
  told: {},
  whole: false,
  textless: null,
  mingled: [],
}

const search = {
  queryid: '17',
  text: "select * from users\n where lower(email) = 'olga@example.org'",
  calls: 1_200,
  totalMs: 254_400,
  meanMs: 212,
  rows: 2_400,
  blocks: 9,
  share: 0.914,
}
const tagged = { ...search, text: "/* route='/orders' */ select 1" }

describe('query slow', () => {
  test('names the heaviest statement, without anybody’s values', () => {
    const shape = 'select * from users where lower(email) = …'
    expect(slowOf(view, { ...facts, statements: foldStatements([search], []) })).toEqual(
      answer(`${shape} takes 91 % of the time, 212 ms each, over the last 5 min.`, {
        lines: [`\`${shape}\``, window],
        table: {
          columns: ['Statement', 'Share of time', 'Mean', 'Calls', 'Rows each'],
          rows: [[shape, '91 %', '212 ms', '1,200', '2']],
        },
        chart: {
          title: 'Share of the time of shop',
          bars: [{ label: shape, value: 0.914, said: '91 %' }],
        },
        file: {
          name: 'slow-shop.sql',
          text: `${head}-- ${shape}: 212 ms × 1,200\n-- select * from users\n--  where lower(email) = …\n`,
        },
      }),
    )
  })

  const fileOf = (text: string): string => {
    const statements = foldStatements([{ ...search, text }], [])
    const read = slowOf(view, { ...facts, statements })
    return read.kind === 'answer' ? (read.file?.text ?? '') : ''
  }

  test.each([
    ['a tag that ends its line', 'select 1 /* x\ndrop table victims; -- */'],
    ['a tag that ends its line as a Mac does', 'select 1 /* x\rdrop table victims; -- */'],
    ['a name that ends its line', 'select "a\ndrop table victims; --" from t'],
    ['a name with a command of psql', 'select "a\n\\! touch /tmp/x\n" from t'],
    ['a statement that drops', 'drop table victims'],
    ['no statement', 'select 1 from t; drop table victims'],
  ])('writes a file that runs nothing of %s', (_, text) => {
    const file = fileOf(text)
    expect(parseSql(file)).toEqual({ ok: true, statements: [] })
    for (const one of file.split(/[\n\r\u2028]/)) expect(one).toMatch(/^(--.*)?$/)
  })

  test('writes a file that runs nothing, whatever an application wrote', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(...`\n|\r|\u2028|\u0085|\f|/*|*/|--|'|"|$$|;|drop table t;`.split('|')),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), parts => {
        const text = parts.join('')
        for (const one of [text, `select 1 /* ${text} */`, `select "${text}" from t`])
          expect(parseSql(fileOf(one))).toEqual({ ok: true, statements: [] })
      }),
      { numRuns: 60 },
    )
  })

  test.each([
    ['by its tag, and its shape beside it', tagged, "route='/orders': select …"],
    [
      'by its shape where PostgreSQL alone wrote a comment',
      { ...search, text: 'select * from users where id in ($1 /*, ... */)' },
      'select * from users where id in ($1, …)',
    ],
    [
      'in sixty characters',
      { ...search, text: `select ${'a, '.repeat(40)}b from users` },
      `select ${'a, '.repeat(17)}a,…`,
    ],
  ])('calls a statement %s', (_, statement, name) => {
    const read = slowOf(view, { ...facts, statements: foldStatements([statement], []) })
    expect(read).toMatchObject({ table: { rows: [[name, '91 %', '212 ms', '1,200', '2']] } })
  })

  test('tells figures by ids where texts cannot be had, and why', () => {
    const textless = 'The texts of statements are lost'
    const lost = {
      ...facts,
      statements: foldStatements([{ ...search, text: null }], []),
      textless,
    }
    expect(slowOf(view, lost)).toMatchObject({
      title: 'statement 17 takes 91 % of the time, 212 ms each, over the last 5 min.',
      lines: [
        window,
        'The texts of statements are lost. Statements without a text are told by their ids. `select pg_stat_statements_reset();` empties the file, and throws all figures away.',
      ],
      table: { rows: [['statement 17', '91 %', '212 ms', '1,200', '2']] },
      file: { text: `${head}-- statement 17: 212 ms × 1,200\n-- (without its text)\n` },
    })
  })

  test('names the tables of one name that PostgreSQL does not tell apart', () => {
    const tables = ['tenant_a.users', 'tenant_b.users', 'tenant_c.users', 'tenant_d.users']
    const mingled = [{ name: 'users', tables }]
    expect(
      slowOf(view, { ...facts, statements: foldStatements([search], []), mingled }),
    ).toMatchObject({
      lines: [
        expect.anything(),
        window,
        'PostgreSQL counts the same statement on tenant_a.users, tenant_b.users, tenant_c.users and 1 more as one, under the text of the first call.',
      ],
    })
  })

  test('gives the same statement on partitions once, and each of them in the file', () => {
    const months = Array.from({ length: 14 }, (_, place) => `events_${place + 1}`)
    const partitions = months.map(name => ({
      oid: name,
      name,
      rootOid: '9',
      root: 'public.events',
    }))
    const each = months.map((name, place) => ({
      ...search,
      queryid: name,
      text: `select * from ${name} where id = $1`,
      share: place === 6 ? 0.2 : 0.05,
    }))
    const read = slowOf(view, { ...facts, statements: foldStatements(each, partitions) })
    const name =
      'select * from events_7 where id = $1 (and on 13 other partitions of public.events)'
    expect(read).toMatchObject({
      title: `${name} takes 85 % of the time, 212 ms each, over the last 5 min.`,
      table: { rows: [[name, '85 %', '212 ms', '16,800', '2']] },
    })
    for (const month of months) expect(JSON.stringify(read)).toContain(`from ${month} where`)
  })

  test('says where PostgreSQL does not tell since when it counts', () => {
    const statements = foldStatements([search], [])
    const read = slowOf(view, { ...facts, spent: null, since: null, statements })
    expect(JSON.stringify(read)).toContain(
      'no reading of the newest minutes at hand. These are the figures since the counters began.","PostgreSQL does not tell since when these figures are counted."',
    )
  })

  test('tells nothing from before the last change of the cluster, and says so', () => {
    const cut = 'the last change of the cluster ended at 2026-11-30 10:17 UTC.'
    const changed = { ...facts, changedAt: new Date('2026-11-30T10:17:08Z') }
    const statements = foldStatements([search], [])
    const short = { ...spent, seconds: 44 }
    expect(slowOf(view, { ...changed, spent: short, statements })).toMatchObject({
      lines: [expect.anything(), `Counted over the last 44 s on the primary: ${cut}`],
    })
    expect(JSON.stringify(slowOf(view, { ...changed, spent: null, statements }))).toContain(
      `There is no reading of the newest minutes at hand: ${cut} These are the figures since the counters began.","Counted since`,
    )
  })

  test('says so where nothing was counted yet', () => {
    expect(slowOf(view, { ...facts, spent: null, statements: [] })).toEqual(
      answer('No statements have been counted yet.'),
    )
    expect(slowOf(view, { ...facts, statements: [] })).toEqual(
      answer(
        'No application ran a statement over the last 5 min. `query slow last=all` tells all since the counters began.',
      ),
    )
  })

  test.each([
    [
      'a database without the extension',
      { ...counted, view: null, columns: [] },
      refusal(
        'pg_stat_statements is not in database app.',
        'Let a superuser run CREATE EXTENSION pg_stat_statements.',
      ),
    ],
    [
      'a server that has not loaded it',
      { ...counted, loaded: false },
      refusal(
        'pg_stat_statements is not loaded on the primary.',
        'Let a superuser add pg_stat_statements to shared_preload_libraries, and restart.',
      ),
    ],
    [
      'an extension that pg_upgrade left behind',
      { ...counted, columns: ['calls', 'total_time'] },
      refusal(
        'pg_stat_statements in database app is still of the version before an upgrade of the server.',
        'Let a superuser run: `ALTER EXTENSION pg_stat_statements UPDATE;`',
      ),
    ],
    [
      'a schema that the login may not use',
      { ...counted, grants: ['GRANT USAGE ON SCHEMA ext TO howdah;'] },
      refusal(
        'The observing login may not read pg_stat_statements in database app.',
        'Let a superuser run: `GRANT USAGE ON SCHEMA ext TO howdah;`',
      ),
    ],
    [
      'a login that does not see what others run',
      counted,
      refusal(
        'What others run on shop cannot be seen: its login lacks pg_monitor. What is slow is NOT known.',
        '`doctor cluster=shop` prints the GRANT.',
        'doctor cluster=shop',
      ),
    ],
  ])('refuses %s', (_, setup, refused) => {
    expect(slowOf(view, { ...facts, setup, sees: false, statements: [] })).toEqual(refused)
  })

  test.each([
    ['query slow limit=0', ['limit']],
    ['query slow limit=51', ['limit']],
    ['query slow last=16m', ['last']],
    ['query slow last=soon', ['last']],
    ['query slow last=15m', []],
    ['query slow last=all', []],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(querySlow, text)).toEqual(keys)
  })
})
