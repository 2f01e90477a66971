import { describe, expect, test } from 'vitest'
import { approvalShow } from '#commands/approval/show'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { approvalOf, deskOf } from '#test/support/commands/approvals'
import { askedAgain, say } from '#test/support/commands/say'

const reads = (found = approvalOf()) =>
  say(approvalShow, 'approval show sa-7k3m9qx', {
    engine: deskOf({ find: () => Promise.resolve(found) }),
  })

const adam = {
  person: 'T/U_ADAM',
  name: 'adam',
  decision: 'approve',
  note: null,
  at: new Date('2026-11-29T11:00:00Z'),
} as const

const title =
  'Schedule nightly may, without asking each time, rebuild index public.users_email_idx once a day, nothing else: index.reindex on shop (shop) from 01:00 to 05:00, out of turn too, until Sat 1 May 2027 (Europe/Berlin).'

describe('approval show', () => {
  test('says in the first line what it allows, then who decided what', async () => {
    expect(await reads(approvalOf({ decisions: [adam] }))).toEqual(
      answer(title, {
        lines: [
          'sa-7k3m9qx is waiting: 1 approval is missing.',
          'Only with this input: index public.users_email_idx; and version 3 of index.reindex. Asked about p-7k3m9qx.',
          'Only on the servers that shop means today, as production.',
          'Requested by olga: it bloats.',
          'Approved by adam, 2026-11-29 11:00 UTC.',
          'It has approved 0 plans. Each time everything is compared again, and both must still be approvers; anything beyond it needs approval.',
        ],
        offers: [
          { label: 'Approve', command: 'approval approve sa-7k3m9qx' },
          { label: 'Withdraw', command: 'approval withdraw sa-7k3m9qx' },
        ],
      }),
    )
  })

  test.each([
    ['in force', ['Withdraw']],
    ['withdrawn', []],
    ['ended', []],
    ['lapsed', []],
  ] as const)('offers for one that is %s: %j', async (state, labels) => {
    const shown = await reads(
      approvalOf({
        state,
        hours: null,
        decisions: [{ ...adam, decision: 'withdraw', note: 'gone' }],
      }),
    )
    if (shown.kind !== 'answer') throw new Error(shown.because)
    expect(shown.offers?.map(({ label }) => label)).toEqual(labels)
    expect(shown.title).not.toContain('01:00')
    expect(shown.lines).toContain('Withdrawn by adam, 2026-11-29 11:00 UTC: gone.')
  })

  test('of an id that is none says where to look', async () => {
    expect(await say(approvalShow, 'approval show sa-1', { engine: deskOf() })).toEqual(
      refusal('There is no standing approval sa-1.', 'See `approval list`.', 'approval list'),
    )
    expect(askedAgain(approvalShow, 'approval show')).toEqual(['id'])
  })
})
