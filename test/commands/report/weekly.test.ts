import { describe, expect, test } from 'vitest'
import { reportWeekly } from '#commands/report/weekly'
import { askedAgain, say } from '#test/support/commands/say'

describe('report weekly', () => {
  test.each([
    ['report weekly', ['cluster']],
    ['report weekly cluster=""', ['cluster']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(reportWeekly, text)).toEqual(keys)
  })

  test('knows no other cluster', async () => {
    const engine = { clusters: ['shop'], config: { clusters: [] } as never }
    expect(await say(reportWeekly, 'report weekly gone', { engine })).toMatchObject({
      because: 'There is no cluster gone.',
      instead: 'Name one of: shop.',
    })
  })
})
