import { describe, expect, test } from 'vitest'
import { auditPrune } from '#commands/audit/prune'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('audit prune', () => {
  test.each(['audit prune 2024-01-01', 'audit prune before=2024-01-01'])(
    '%s tells the engine the day',
    async text => {
      expect(await say(auditPrune, text, { engine: hears('prune') })).toEqual(
        answer('"olga" "2024-01-01"'),
      )
    },
  )

  test.each([
    ['audit prune', ['before']],
    ['audit prune yesterday', ['before']],
    ['audit prune 2024-02-30', ['before']],
    ['audit prune 2024-01-01T00:00:00Z', ['before']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(auditPrune, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('The last 1100 days of the record are kept.', 'Name an earlier day.')
    const engine = { prune: () => Promise.resolve(refused) }
    expect(await say(auditPrune, 'audit prune 2026-01-01', { engine })).toEqual(refused)
  })
})
