import { describe, expect, test } from 'vitest'
import { formatDate } from '../../../../../src/local/slack/page/date-format.js'
import { parseInline, parseMrkdwn } from '../../../../../src/local/slack/page/mrkdwn.js'

const text = (said: string) => ({ kind: 'text', text: said })

describe('mrkdwn', () => {
  test.each([
    ['*bold*', 'bold'],
    ['_italic_', 'italic'],
    ['~strike~', 'strike'],
  ])('reads %s', (source, kind) => {
    expect(parseInline(`a ${source}, b`)).toEqual([
      text('a '),
      { kind, children: [text(kind)] },
      text(', b'),
    ])
  })

  test.each(['2*3*4', 'snake_case_name', 'a ~ b ~ c', '* a *', '*a\nb*', '``', ':nobody_knows:'])(
    'leaves %j as it is',
    source => {
      expect(
        parseInline(source)
          .map(part =>
            part.kind === 'break' ? '\n' : part.kind === 'text' ? part.text : part.kind,
          )
          .join(''),
      ).toBe(source)
    },
  )

  test('reads one format within another', () => {
    expect(parseInline('*_both_ here*')).toEqual([
      { kind: 'bold', children: [{ kind: 'italic', children: [text('both')] }, text(' here')] },
    ])
  })

  test('takes signs in code for what they are', () => {
    expect(parseInline('`*a* &lt;b&gt; :x:`')).toEqual([{ kind: 'code', text: '*a* <b> :x:' }])
  })

  test('shows an escaped ping as text, and once only', () => {
    expect(parseInline('&lt;!channel&gt; &amp;lt;')).toEqual([text('<!channel> &lt;')])
    expect(parseInline('<!channel>')).toEqual([{ kind: 'everyone', name: 'channel' }])
  })

  test.each([
    ['<https://example.com/a|here>', 'https://example.com/a', 'here'],
    [
      '<https://example.com/?a=1&amp;b=2>',
      'https://example.com/?a=1&b=2',
      'https://example.com/?a=1&b=2',
    ],
    ['https://example.com/x', 'https://example.com/x', 'https://example.com/x'],
  ])('links %s', (source, url, label) => {
    expect(parseInline(source)).toEqual([{ kind: 'link', url, label }])
  })

  test.each([
    '<javascript:alert(1)|here>',
    '<data:text/html,x|here>',
    '<JAVASCRIPT:alert(1)>',
    '<vbscript:x|y>',
    '<https://|empty>',
  ])('never links %s', source => {
    expect(parseInline(source)).toEqual([text(source)])
  })

  test('leaves a bare address alone where the app asked for it', () => {
    expect(parseInline('see https://example.com', { verbatim: true })).toEqual([
      text('see https://example.com'),
    ])
  })

  test('reads people, channels, groups and dates', () => {
    expect(parseInline('<@U1> <#C1|ops> <!subteam^S1|@dba> <!date^0^{date_num}|then>')).toEqual([
      { kind: 'user', id: 'U1', label: '' },
      text(' '),
      { kind: 'channel', id: 'C1', label: 'ops' },
      text(' '),
      { kind: 'group', id: 'S1', label: '@dba' },
      text(' '),
      { kind: 'date', seconds: 0, format: '{date_num}', url: '', fallback: 'then' },
    ])
  })

  test('reads fences, quotes and lists', () => {
    expect(parseMrkdwn('a\n```\nselect *\n  1\n```\n&gt; q\n• one\n  • two\n1. first')).toEqual([
      { kind: 'paragraph', children: [text('a')] },
      { kind: 'pre', text: 'select *\n  1' },
      { kind: 'quote', children: [{ kind: 'paragraph', children: [text('q')] }] },
      {
        kind: 'list',
        ordered: false,
        start: 1,
        items: [
          { depth: 0, children: [text('one')] },
          { depth: 1, children: [text('two')] },
        ],
      },
      { kind: 'list', ordered: true, start: 1, items: [{ depth: 0, children: [text('first')] }] },
    ])
  })

  test('takes a fence that is never closed for text', () => {
    expect(parseMrkdwn('a ```b')).toEqual([{ kind: 'paragraph', children: [text('a ```b')] }])
  })

  test('reads a long run of opening signs in no time', () => {
    const started = performance.now()
    for (const sign of ['*', '_ ', ' ~a', '`', '<', '*a ', '> ', '```'])
      parseMrkdwn(sign.repeat(20_000))
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

describe('dates', () => {
  const now = new Date(2026, 10, 23, 12)
  const seconds = new Date(2026, 10, 22, 21, 4).getTime() / 1000

  test.each([
    ['{date_num} {time}', '2026-11-22 9:04 PM'],
    ['{date_short_pretty} at {time}', 'yesterday at 9:04 PM'],
    ['{date_long}', 'Sunday, November 22nd, 2026'],
    ['{ago}', '15 hours ago'],
  ])('say %s as %s', (format, said) => {
    expect(formatDate(seconds, format, now)?.replace(/\u202f/g, ' ')).toBe(said)
  })

  test('leave an unknown word to the fallback', () => {
    expect(formatDate(seconds, '{century}', now)).toBeNull()
  })
})
