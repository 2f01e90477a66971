import { describe, expect, test } from 'vitest'
import { answer } from '#model/reply'
import { partsOfAnswer } from '#slack/draw/answer/answer-parts'
import { drawAnswer } from '#slack/draw/answer/reply-message'
import { section } from '#slack/draw/blocks/blocks'

const sectionsOf = (lines: readonly string[]): readonly string[] =>
  drawAnswer(answer('An answer', { lines }), [], null).blocks.flatMap(one =>
    one.type === 'section' && one.text ? [one.text.text] : [],
  )

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
    expect(JSON.stringify(drawAnswer(long, [], null).blocks)).toContain(
      '5 more rows are in rows.csv, in your direct messages with Howdah.',
    )
    const [first, second] = partsOfAnswer(long).files
    expect(first?.name).toBe('rows.csv')
    expect(first?.text.trim().split('\r\n')).toHaveLength(26)
    expect(first?.text).toContain(`"'=i""24",8 kB`)
    expect(second?.name).toBe('all.sql')
  })

  test('says where its file is to whoever asked, and not where it is shared', () => {
    const where = '`all.sql` is in your direct messages with Howdah.'
    expect(JSON.stringify(drawAnswer(long, [], null).blocks)).toContain(where)
    const shared = drawAnswer(long, [], null, 'of who asked')
    expect(JSON.stringify(shared.blocks)).not.toContain('all.sql')
  })

  test('has each row in the file where a shown row stands for several', () => {
    const table = { columns, rows: [['i and 24 more', '200 kB']], whole: rows }
    const folded = answer('Folded', { table })
    expect(JSON.stringify(drawAnswer(folded, [], null).blocks)).toContain(
      'All 25 rows are in rows.csv, in your direct messages with Howdah.',
    )
    expect(partsOfAnswer(folded).files[0]?.text.trim().split('\r\n')).toHaveLength(26)
  })

  test('has no file for what it shows whole', () => {
    const short = answer('Few', { table: { columns, rows: rows.slice(0, 20) } })
    expect(partsOfAnswer(short).files).toEqual([])
    expect(JSON.stringify(drawAnswer(short, [], null).blocks)).not.toContain('more row')
  })

  test('keeps lines that do not fit for a file', () => {
    const lines = Array.from({ length: 200 }, (_, place) => `${place} ${'x'.repeat(100)}`)
    const drawn = JSON.stringify(drawAnswer(answer('Long', { lines }), [], null).blocks)
    expect(drawn.length).toBeLessThan(13_000)
    expect(drawn).toContain('more lines are in answer.txt')
    expect(partsOfAnswer(answer('Long', { lines })).files[0]?.text).toContain('199 xxx')
  })

  test('names people as Slack knows them', () => {
    const ids = ['U_OLGA', 'S_DBAS', 'T_OTHER/U_X', 'cli/adam']
    const drawn = drawAnswer(answer('Who', { people: [{ label: 'Operators', ids }] }), [], null)
    expect(JSON.stringify(drawn.blocks)).toContain(
      'Operators: <@U_OLGA>, <!subteam^S_DBAS>, <@U_X>, adam (command line).',
    )
    const shared = drawAnswer(
      answer('Who', { people: [{ label: 'Operators', ids }] }),
      [],
      null,
      'of who asked',
    )
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
