import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commands } from '#commands/catalogue'
import { readWords } from '#engine/ask/grammar'
import { isRefusal } from '#model/refusal'
import { invisible, visible } from '#text/invisible'

const read = (text: string): unknown => {
  const found = readWords(text, commands)
  return isRefusal(found) || found.kind === 'nothing' ? found : found.values
}

const keys = ['cluster', 'database', 'reason', 'ticket', 'name', 'table', 'where', 'columns']

/** Free text of people: any words, with quotes and parentheses inside, but no key with `=` and no letter that is invisible (fillers). */
const said = fc
  .array(fc.stringMatching(/^[\p{L}\p{N}"'(),.!?-]{1,9}$/u), { minLength: 1, maxLength: 6 })
  .map(words => words.join(' '))
  .filter(
    text =>
      !/^["']/.test(text) && !invisible.test(text) && !keys.some(key => text.includes(`${key}=`)),
  )

const withoutQuotes = said.map(text => text.replaceAll(/["']/g, 'q'))

describe('a value', () => {
  test('without a name is the cluster where it can be nothing else', () => {
    expect(read('lock tree shop')).toEqual({ cluster: 'shop' })
    expect(read('backup take shop')).toEqual({ cluster: 'shop' })
    expect(read('query slow shop limit=5')).toEqual({ cluster: 'shop', limit: '5' })
  })

  test('keeps an apostrophe, and swallows no key after it', () => {
    expect(read("index create users columns=id reason=it's slow where=active")).toEqual({
      table: 'users',
      columns: 'id',
      reason: "it's slow",
      where: 'active',
    })
  })

  test('of a reason ends where the next key begins, whatever is in it', () => {
    fc.assert(
      fc.property(said, reason => {
        expect(read(`index create users columns=id reason=${reason} where=active`)).toEqual({
          table: 'users',
          columns: 'id',
          reason,
          where: 'active',
        })
      }),
    )
  })

  test('loses the quotes around the whole of it, capitals or not', () => {
    fc.assert(
      fc.property(
        withoutQuotes,
        fc.constantFrom('name', 'reason', 'ticket', 'database'),
        fc.constantFrom('"', "'"),
        (text, key, quote) => {
          expect(read(`index create users columns=id ${key}=${quote}${text}${quote}`)).toEqual({
            table: 'users',
            columns: 'id',
            [key]: text,
          })
        },
      ),
    )
  })

  test.each([
    ['name="MyIdx"', 'name', 'MyIdx'],
    ['ticket="OPS-1"', 'ticket', 'OPS-1'],
    ['database="MyDb"', 'database', 'MyDb'],
    ['reason="see where=3"', 'reason', 'see where=3'],
  ])('%s is %s without its quotes', (text, key, value) => {
    expect(read(`index create users columns=id ${text}`)).toMatchObject({ [key]: value })
  })

  test.each(['public."a cluster=c"', '"a b"."c ""d"" cluster=e"', 'public."a"" reason=b"'])(
    'is the name %s whole, as Howdah offers it in a command',
    index => expect(read(`index drop ${index}`)).toEqual({ index }),
  )

  test.each([
    ['"Name"', '"Name"'],
    ['"Name", id', '"Name", id'],
    ['"Odd ""Name"', '"Odd ""Name"'],
    ['"a.b"', '"a.b"'],
    ["'x'", "'x'"],
    ['"lower(email), id"', 'lower(email), id'],
    [`"status = 'Open'"`, "status = 'Open'"],
  ])('in SQL, %s is %s', (typed, value) => {
    expect(read(`index create users columns=${typed} where=active`)).toMatchObject({
      columns: value,
      where: 'active',
    })
  })

  test('in SQL hides what looks like a key within quotes and parentheses', () => {
    expect(read("index create users columns=f(a, name=b) where=state = 'a where=b'")).toEqual({
      table: 'users',
      columns: 'f(a, name=b)',
      where: "state = 'a where=b'",
    })
  })

  test.each([
    ['"Users"', 'Users'],
    ['"Odd Names"', 'Odd Names'],
    ['"my.table"', '"my.table"'],
    ['public."Users"', 'public."Users"'],
  ])('that names a table: %s is %s', (typed, table) => {
    expect(read(`index create ${typed} columns=id`)).toMatchObject({ table })
  })

  test.each([
    ['index create users columns=id reason="slow where=active', 'The quote " in `reason`'],
    ["index create users columns=id where=state = 'open name=a", "The quote ' in `where`"],
    ['index create "users', 'The quote " in `table`'],
  ])('%s is refused: its quote is not closed', (typed, because) => {
    expect(read(typed)).toMatchObject({ kind: 'refusal', because: `${because} is not closed.` })
  })
})

describe('a misspelt key', () => {
  test.each([
    ['index create users columns=id where=active colums=x', 'colums', 'columns', 'where'],
    ['index create users columns=id wher=active', 'wher', 'where', 'columns'],
    ['index create users columns=lower(email) desc WHERE=active', 'WHERE', 'where', 'columns'],
    ["index create users columns=id where=state = 'open' naem=later", 'naem', 'name', 'where'],
    ['index create users columns=id where=(a = b) reson=slow', 'reson', 'reason', 'where'],
    ['index create users columns=id with=fillfactor=70 tiket=OPS-1', 'tiket', 'ticket', 'with'],
    [
      'index create users columns=id reason=it is slow --where=active',
      '--where',
      'where',
      'reason',
    ],
    ['index create users columns=id reason=slow. clsuter=shop', 'clsuter', 'cluster', 'reason'],
    ['session terminate 4711 started=1 nod=shop-1', 'nod', 'node', 'started'],
    ['query slow limit=5 databse=app', 'databse', 'database', 'limit'],
    ['freeze shop reason=release tonite resaon=x', 'resaon', 'reason', 'reason'],
  ])('%s is told, and not swallowed', (typed, word, meant, key) => {
    expect(read(typed)).toMatchObject({
      kind: 'refusal',
      because: expect.stringContaining(`does not know \`${word}\`.`),
      instead: `Did you mean \`${meant}=\`? If \`${word}=\` belongs to the value of \`${key}\`, put that whole value into quotes.`,
    })
  })

  test.each([
    ['where=nome=1', 'where', 'nome=1'],
    ['where= nome=1', 'where', 'nome=1'],
    ['where=active and nome=1', 'where', 'active and nome=1'],
    ['where=a=1 OR  nome=1', 'where', 'a=1 OR nome=1'],
    ['where=not nome=1', 'where', 'not nome=1'],
    ['where=f(a, nome=1)', 'where', 'f(a, nome=1)'],
    ['where="active and nome=1"', 'where', 'active and nome=1'],
    ['with=fillfactor=70, deduplicate_items=off', 'with', 'fillfactor=70, deduplicate_items=off'],
    [
      'reason=order id=5 has state=open since time=now',
      'reason',
      'order id=5 has state=open since time=now',
    ],
    ['reason="it says colums=x"', 'reason', 'it says colums=x'],
    ["reason='wher=active, naem=b'", 'reason', 'wher=active, naem=b'],
    ['reason=see https://wiki/?a=b&wher=c', 'reason', 'see https://wiki/?a=b&wher=c'],
  ])('is not seen in %s', (typed, key, value) => {
    const found = read(`index create users columns=id ${typed}`) as Record<string, string>
    expect(found[key]?.replaceAll(/ +/g, ' ')).toBe(value)
  })

  test('is not seen in the quotes of a first value', () => {
    expect(read('index drop "odd wher=b"')).toEqual({ index: 'odd wher=b' })
  })
})

describe('what nobody can see', () => {
  test.each([
    ['a variation selector', 0xfe0f],
    ['a combining joiner', 0x034f],
    ['a Hangul filler', 0x3164],
    ['a Braille blank', 0x2800],
    ['a bidi override', 0x202e],
    ['a zero-width space', 0x200b],
    ['a tag', 0xe0041],
  ])('%s is refused, and shown where it came from elsewhere', (_, point) => {
    const hidden = String.fromCodePoint(point)
    const named = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
    expect(read(`index create users columns=id where=kind = 'user${hidden}'`)).toMatchObject({
      because: `The text has an invisible character (${named}).`,
    })
    expect(visible(`a${hidden}b`)).toBe(`a${named}b`)
  })
})

describe('within the quotes of SQL', () => {
  const within = fc.stringMatching(/^[ -&(-~\t\n“”‘’„«»é#@<>&;]{0,20}$/u)

  test('not a character changes', () => {
    fc.assert(
      fc.property(within, data => {
        expect(read(`index create users columns=id where=note = '${data}' name=later`)).toEqual({
          table: 'users',
          columns: 'id',
          where: `note = '${data}'`,
          name: 'later',
        })
      }),
    )
  })

  test.each([
    ["note = 'two  spaces'", "note = 'two  spaces'"],
    ["note = 'a\tb\nc'", "note = 'a\tb\nc'"],
    ["note\t=\n'x'", "note = 'x'"],
    ["note = 'it’s “so”'", "note = 'it’s “so”'"],
    ['note = ‘open’', "note = 'open'"],
    ['“Odd  Name” = 1', '"Odd  Name" = 1'],
    ["note = '&lt;'", "note = '&lt;'"],
    ['note = $$it’s\ta “b” name=c$$', 'note = $$it’s\ta “b” name=c$$'],
    ["note = $a$two $$  ' $a$ and id = 1", "note = $a$two $$  ' $a$ and id = 1"],
    ["note = '<#C1|general>'", "note = '<#C1|general>'"],
  ])('where=%j is %j', (typed, where) => {
    expect(read(`index create users columns=id where=${typed}`)).toMatchObject({ where })
  })

  test.each([
    ['a no-break space', '\u00a0', 'U+00A0'],
    ['an ideographic space', '\u3000', 'U+3000'],
    ['a carriage return', '\r', 'U+000D'],
  ])('%s is refused, because it reads like another', (_, character, point) => {
    expect(read(`index create users columns=id where=note = 'a${character}b'`)).toMatchObject({
      because: `The text has an invisible character (${point}).`,
    })
  })
})

describe('what follows a name', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['index create users email', { table: 'users', columns: 'email' }],
    [
      'index create users lower(email), created_at desc where=active',
      { table: 'users', columns: 'lower(email), created_at desc', where: 'active' },
    ],
    ['index create users (id, email)', { table: 'users', columns: 'id, email' }],
    ['index create users(id)', { table: 'users', columns: 'id' }],
    ['index create users (id), (email)', { table: 'users', columns: '(id), (email)' }],
    ['index create public."My Users" id', { table: 'public."My Users"', columns: 'id' }],
    ['index create users', { table: 'users' }],
    ['index create my users columns=id', { table: 'my users', columns: 'id' }],
    ['clone export users shop-clone-1', { table: 'users', clone: 'shop-clone-1' }],
    ['index drop users_idx now', { index: 'users_idx now' }],
  ])('is the other value that %s needs', (text, values) => {
    const read = readWords(text, commands)
    expect(isRefusal(read) || read.kind === 'nothing' ? read : read.values).toEqual(values)
  })
})
