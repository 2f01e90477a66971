import { describe, expect, test } from 'vitest'
import { reportDaily } from '#commands/report/daily'
import { askedAgain, say } from '#test/support/commands/say'

describe('report daily', () => {
  test.each([
    ['report daily', ['cluster']],
    ['report daily cluster=""', ['cluster']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(reportDaily, text)).toEqual(keys)
  })

  test('knows no other cluster', async () => {
    const engine = { clusters: ['shop'], config: { clusters: [] } as never }
    expect(await say(reportDaily, 'report daily gone', { engine })).toMatchObject({
      because: 'There is no cluster gone.',
      instead: 'Name one of: shop.',
    })
  })
})
