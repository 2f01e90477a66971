import { describe, expect, test } from 'vitest'
import { approvalAsk } from '#commands/approval/ask'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { deskOf } from '#test/support/commands/approvals'
import { askedAgain, say } from '#test/support/commands/say'

const slack = '{"via":"slack","channel":"C_OPS"}'

describe('approval ask', () => {
  test.each([
    [
      'approval ask p-1 schedule=nightly until=2027-05-01',
      '{"plan":"p-1","schedule":"nightly","until":"2027-05-01","schema":false}',
    ],
    [
      'approval ask p-1 schedule=nightly until=2027-05-01 each=4 day=8 megabytes=2 objects=schema from=01:00 to=05:00 zone=Europe/Berlin reason="it bloats"',
      '{"plan":"p-1","schedule":"nightly","until":"2027-05-01","from":"01:00","to":"05:00","zone":"Europe/Berlin","reason":"it bloats","perSlot":4,"perDay":8,"bytes":2097152,"schema":true}',
    ],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(approvalAsk, text, { engine: deskOf() })).toEqual(
      answer(`"olga" ${heard} ${slack}`),
    )
  })

  test.each([
    ['approval ask', ['plan', 'schedule', 'until']],
    ['approval ask p-1 schedule=nightly until=2027-05-01 each=0', ['each']],
    ['approval ask p-1 schedule=nightly until=2027-05-01 from=25:00', ['from']],
    ['approval ask p-1 schedule=nightly until=2027-05-01 zone=+02:00', ['zone']],
    ['approval ask p-1 schedule=nightly until=2027-05-01 objects=all', ['objects']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(approvalAsk, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('There is no plan p-1.', 'See `run list`.')
    const engine = deskOf({ ask: () => Promise.resolve(refused) })
    const text = 'approval ask p-1 schedule=nightly until=2027-05-01'
    expect(await say(approvalAsk, text, { engine })).toEqual(refused)
  })
})
