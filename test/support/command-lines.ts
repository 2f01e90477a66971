/** Command lines that a clumsy or a hostile person could send, made from the real commands' own words. */
import fc from 'fast-check'
import { commands } from '#commands/catalogue'

const common = ['cluster', 'database', 'reason', 'ticket']

const sane = [
  'users',
  'public.users',
  '"Odd Names"',
  'users_email_idx',
  'shop',
  'id',
  'email',
  'lower(email)',
  'lower(email) desc nulls last, id',
  'email text_pattern_ops',
  'id > 3',
  'active',
  'btree',
  'hash',
  'gin',
  'yes',
  'no',
  '5',
  '0',
  '-1',
  'fillfactor=70',
  'p-0000000',
  'r-0000000',
  '*',
]

const hostile = [
  'id); drop table users; --',
  'id) ; select pg_sleep(60',
  '(select pg_sleep(60))',
  'pg_terminate_backend(pid)',
  "nextval('users_id_seq')",
  'id where true',
  '(delete from users returning 1)',
  'count(*)',
  'row_number() over ()',
  '$1',
  '$$x$$',
  "E'\\'; drop table users; --'",
  'U&"d\\0061ta"',
  '/* */ id',
  'id -- x',
  "'",
  '"',
  '""',
  '(((((',
  ')))))',
  '<!channel>',
  '<@U_ADAM|adam>',
  '&lt;&amp;',
  '```',
  '${env:HOME}',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '\u202eresu',
  'us\u200bers',
  '\u0000',
  '\ud800',
  '“users”',
  'ｕｓｅｒｓ',
  'пользователи',
  '🐘'.repeat(300),
  '9'.repeat(400),
  '1e309',
  'NaN',
  `${'('.repeat(3_000)}id${')'.repeat(3_000)}`,
  `${'id, '.repeat(400)}id`,
  'x'.repeat(2_001),
  'x'.repeat(100_000),
]

const anything = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 200 }),
)

const value = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...sane) },
  { weight: 3, arbitrary: fc.constantFrom(...hostile) },
  { weight: 2, arbitrary: anything },
)

const quoted = fc.oneof(
  { weight: 4, arbitrary: value },
  { weight: 1, arbitrary: value.map(one => `"${one}"`) },
  { weight: 1, arbitrary: value.map(one => `'${one}'`) },
)

const command = fc.constantFrom(...commands)

export interface Line {
  readonly text: string
  /** Values as if from a form. */
  readonly values?: Readonly<Record<string, string>>
}

const soup: fc.Arbitrary<Line> = command.chain(({ words, input }) => {
  const key = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...Object.keys(input.shape), ...common) },
    { weight: 1, arbitrary: anything },
  )
  const pair = fc.tuple(key, quoted).map(([name, one]) => `${name}=${one}`)
  return fc
    .tuple(
      fc.option(quoted, { nil: '' }),
      fc.array(pair, { maxLength: 5 }),
      fc.constantFrom(' ', '  ', '\n', '\u00a0', ''),
    )
    .map(([first, pairs, space]) => ({ text: [words, first, ...pairs].join(space || ' ') }))
})

const elements = [
  'id',
  'email',
  'email desc nulls last',
  'email collate "C"',
  'lower(email)',
  '(id + 1)',
  "coalesce(email, '); drop table users; --')",
  "(email || ';')",
  'email text_pattern_ops',
  '"email"',
]

const predicates = [
  'id > 3',
  'email is not null',
  "email = '; drop table users; --'",
  "email <> E'\\''",
  'email = $$x$$',
  "email <> '`run list`' and email <> '```' and email <> '&lt;b&gt;'",
  `email <> '${'; '.repeat(1_500)}'`,
  "id in (1, 2) and email like '%<!channel>%'",
  'true',
]

/** Makes mostly right values that reach PostgreSQL, sometimes with a single fault. */
const mostly = (right: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 8, arbitrary: right }, { weight: 1, arbitrary: quoted })

const maybe = (key: string, right: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: mostly(right).map(one => ` ${key}=${one}`) },
  )

const wish: fc.Arbitrary<Line> = fc
  .tuple(
    mostly(fc.constantFrom('users', '"Odd Names"', 'public.users')),
    mostly(fc.array(fc.constantFrom(...elements), { minLength: 1, maxLength: 3 }).map(String)),
    maybe('where', fc.constantFrom(...predicates)),
    maybe('include', fc.constantFrom('id', 'email', '"email", id')),
    maybe('name', fc.string({ unit: 'grapheme', minLength: 1, maxLength: 70 })),
    maybe('with', fc.constantFrom('fillfactor=70', 'fillfactor=70, deduplicate_items=off')),
    maybe('reason', fc.string({ unit: 'grapheme', minLength: 1 })),
  )
  .map(([table, columns, ...rest]) => ({
    text: `index create ${table} columns=${columns}${rest.join('')}`,
  }))

const form: fc.Arbitrary<Line> = command.chain(({ words, input }) =>
  fc
    .dictionary(fc.constantFrom(...Object.keys(input.shape), ...common, 'strange'), value)
    .map(values => ({ text: words, values })),
)

export const commandLine: fc.Arbitrary<Line> = fc.oneof(
  { weight: 5, arbitrary: soup },
  { weight: 3, arbitrary: wish },
  { weight: 2, arbitrary: form },
  { weight: 1, arbitrary: anything.map(text => ({ text })) },
  { weight: 1, arbitrary: fc.constantFrom(...hostile).map(text => ({ text })) },
)
