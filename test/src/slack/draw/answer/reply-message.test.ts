import { describe, expect, test } from 'vitest'
import { answer } from '#model/reply'
import { partsOfAnswer } from '#slack/draw/answer/answer-parts'
import { drawAnswer, drawSent } from '#slack/draw/answer/reply-message'
import { section } from '#slack/draw/blocks/blocks'

const sectionsOf = (lines: readonly string[]): readonly string[] =>
  drawAnswer(answer('An answer', { lines }), [], one).blocks.flatMap(one =>
    one.type === 'section' && one.text ? [one.text.text] : [],
  )

const sent = { to: 'one', again: null } as const
const one = { to: 'one', again: 'b1' } as const
const channel = { to: 'channel', again: 'b1' } as const

describe('an answer', () => {
  test('holds all of a line that is longer than a section, code spans closed in each', () => {
    const statement = Array.from({ length: 900 }, (_, place) => `w${place}`).join(' ')
    const [, ...shown] = sectionsOf([`1. Build: \`${statement}\``, 'Requested by olga.'])
    expect(shown.length).toBeGreaterThan(1)
    for (const one of shown) {
      expect(one.length).toBeLessThanOrEqual(3_000)
      expect(one.split('`').length % 2).toBe(1)
    }
    for (const word of statement.split(' ')) expect(shown.join(' ')).toContain(word)
    expect(shown.at(-1)).toContain('Requested by olga.')
  })
})

describe('an answer with more than one message holds', () => {
  const columns = ['Index', 'Size']
  const rows = Array.from({ length: 25 }, (_, place) => [`=i"${place}`, '8 kB'])
  const long = answer('Many', { table: { columns, rows }, file: { name: 'all.sql', text: '--' } })

  test('says so, and every row is in a file that no spreadsheet takes for formulas', () => {
    expect(JSON.stringify(drawAnswer(long, [], one).blocks)).toContain(
      '_5 more rows are in rows.csv._',
    )
    const [first, second] = partsOfAnswer(long).files
    expect(first?.name).toBe('rows.csv')
    expect(first?.text.trim().split('\r\n')).toHaveLength(26)
    expect(first?.text).toContain(`"'=i""24",8 kB`)
    expect(second?.name).toBe('all.sql')
  })

  test('offers its files to each reader by a button, and sends none unasked', () => {
    for (const shown of [one, channel]) {
      const drawn = JSON.stringify(drawAnswer(long, [], shown).blocks)
      expect(drawn).toContain('"action_id":"files","value":"b1"')
      expect(drawn).toContain('Get 2 Files')
      expect(drawn).not.toContain('direct messages')
    }
    const { file } = long
    const short = answer('Few', file === undefined ? {} : { file })
    expect(JSON.stringify(drawAnswer(short, [], one).blocks)).toContain('Get all.sql')
  })

  test('says where its files are when they were sent, as no button can ask for them', () => {
    const drawn = JSON.stringify(drawAnswer(long, [], sent).blocks)
    expect(drawn).toContain('5 more rows are in rows.csv, in your direct messages with Howdah.')
    expect(drawn).toContain('`all.sql` is in your direct messages with Howdah.')
    expect(drawn).not.toContain('"files"')
  })

  test('only says that there is more in a report, which has no files', () => {
    const drawn = JSON.stringify(drawAnswer(long, [], { to: 'report' }).blocks)
    expect(drawn).toContain('_5 more rows left out._')
    expect(drawn).not.toContain('rows.csv')
  })

  test('names the files that were sent', () => {
    const { text } = drawSent([{ name: 'rows.csv' }, { name: 'all.sql' }])
    expect(text).toBe('`rows.csv` and `all.sql` are in your direct messages with Howdah.')
  })

  test('has each row in the file where a shown row stands for several', () => {
    const table = { columns, rows: [['i and 24 more', '200 kB']], whole: rows }
    const folded = answer('Folded', { table })
    expect(JSON.stringify(drawAnswer(folded, [], one).blocks)).toContain(
      '_All 25 rows are in rows.csv._',
    )
    expect(partsOfAnswer(folded).files[0]?.text.trim().split('\r\n')).toHaveLength(26)
  })

  test('has no file for what it shows whole', () => {
    const short = answer('Few', { table: { columns, rows: rows.slice(0, 20) } })
    expect(partsOfAnswer(short).files).toEqual([])
    expect(JSON.stringify(drawAnswer(short, [], one).blocks)).not.toContain('more row')
  })

  test('keeps lines that do not fit for a file', () => {
    const lines = Array.from({ length: 200 }, (_, place) => `${place} ${'x'.repeat(100)}`)
    const drawn = JSON.stringify(drawAnswer(answer('Long', { lines }), [], one).blocks)
    expect(drawn.length).toBeLessThan(13_000)
    expect(drawn).toContain('more lines are in answer.txt')
    expect(partsOfAnswer(answer('Long', { lines })).files[0]?.text).toContain('199 xxx')
  })

  test('names people as Slack knows them', () => {
    const ids = ['U_OLGA', 'S_DBAS', 'T_OTHER/U_X', 'cli/adam']
    const drawn = drawAnswer(answer('Who', { people: [{ label: 'Operators', ids }] }), [], one)
    expect(JSON.stringify(drawn.blocks)).toContain(
      'Operators: <@U_OLGA>, <!subteam^S_DBAS>, <@U_X>, adam (command line).',
    )
    const shared = drawAnswer(answer('Who', { people: [{ label: 'Operators', ids }] }), [], channel)
    expect(JSON.stringify(shared.blocks)).toContain('Operators: 4 in the inventory.')
    expect(JSON.stringify(shared.blocks)).not.toContain('<')
  })
})

describe('a section', () => {
  test('that is cut keeps entities whole and its fence closed', () => {
    const { text } = section(`\`\`\`${'&lt;'.repeat(1_000)}\`\`\``)
    expect(text?.text).toMatch(/^```(&lt;)+…```$/)
    expect(text?.text.length).toBeLessThanOrEqual(3_000)
  })
})
