import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRefusal } from '#model/refusal'
import { asTyped } from '#slack/receive/as-typed'

describe('what Slack sends', () => {
  test.each([
    ['a &lt; b &amp;&amp; c &gt; d', 'a < b && c > d'],
    ['note = &amp;lt;', 'note = &lt;'],
    ['see <https://example.org/a?b=1&amp;c=2>', 'see https://example.org/a?b=1&c=2'],
    ['see <http://example.org|example.org>', 'see example.org'],
    ['mail = <mailto:a@example.org|a@example.org>', 'mail = a@example.org'],
    ['told <@U1|olga> in <#C1|general>', 'told U1 in C1'],
    ['told <!subteam^S1|@dbas> and <!here>', 'told S1 and @here'],
    ["channel = '<#C1|general>'", "channel = '#general'"],
    ["who = '<@U1|olga>' or who = '<!subteam^S1|@dbas>'", "who = '@olga' or who = '@dbas'"],
    ["url = '<http://a.example|a.example>'", "url = 'a.example'"],
    ['channel = “<#C1|general>”', 'channel = “#general”'],
    ['status node=shop-\u20601', 'status node=shop-1'],
    ['index drop _\u2060old_idx', 'index drop _old_idx'],
    ["where=note = 'a-\u2060b'", "where=note = 'a-\u2060b'"],
  ])('%s was typed as %s', (sent, typed) => {
    expect(asTyped(sent)).toBe(typed)
  })

  test.each(["channel = '<#C1>'", "who = '<@U1>'", "team = '<!subteam^S1>'"])(
    '%s is refused, because nobody knows what was typed',
    sent => {
      expect(asTyped(sent)).toMatchObject({ kind: 'refusal' })
    },
  )

  test('is what was typed, however text is escaped', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const sent = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
        const typed = asTyped(sent)
        expect(isRefusal(typed) ? typed : [typed]).toEqual([text])
      }),
    )
  })
})
