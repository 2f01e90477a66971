import { describe, expect, test } from 'vitest'
import { approvalList } from '#commands/approval/list'
import { answer } from '#model/reply'
import { approvalOf, deskOf } from '#test/support/commands/approvals'
import { say } from '#test/support/commands/say'

const waiting = approvalOf()
const inForce = approvalOf({ id: 'sa-2', state: 'in force' })
const ended = approvalOf({ id: 'sa-3', state: 'ended' })
const row = (id: string, state: string) => [
  id,
  'nightly',
  'rebuild index public.users_email_idx once a day, nothing else',
  state,
  'Sat 1 May 2027',
]

const reads = (text: string, all = [waiting, inForce, ended]) =>
  say(approvalList, text, { engine: deskOf({ list: () => Promise.resolve(all) }) })

describe('approval list', () => {
  test.each([
    ['approval list', [row('sa-7k3m9qx', 'waiting'), row('sa-2', 'in force')]],
    [
      'approval list all=yes',
      [row('sa-7k3m9qx', 'waiting'), row('sa-2', 'in force'), row('sa-3', 'ended')],
    ],
  ])('%s names %j', async (text, rows) => {
    expect(await reads(text)).toEqual(
      answer('1 standing approval is in force.', {
        table: { columns: ['Id', 'Schedule', 'May', 'State', 'Last day'], rows },
        offers: [{ label: 'Show sa-7k3m9qx', command: 'approval show sa-7k3m9qx' }],
      }),
    )
  })

  test('says how to ask where there is none', async () => {
    expect(await reads('approval list', [ended])).toEqual(
      answer('No schedule may do anything without asking.', {
        lines: ['`approval ask` asks for a standing approval, from a plan that a schedule made.'],
      }),
    )
  })
})
