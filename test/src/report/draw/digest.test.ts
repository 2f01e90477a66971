import { describe, expect, test } from 'vitest'
import type { Change } from '#model/change'
import { type Day, digestOf } from '#report/draw/digest'

const well: Day = {
  cluster: 'shop',
  owner: 'U_OLGA',
  nodes: ['shop-1', 'shop-2'],
  warning: null,
  open: [],
  waiting: [],
  trouble: [],
  finding: null,
}

const open = {
  plan: { id: 'p-0000000', cluster: 'shop', headline: 'Build index users_idx' },
  breakGlass: { name: 'adam', reason: 'orders are down', review: null },
} as unknown as Change

describe('the digest', () => {
  test('says that all is well in one line, and asks nobody', () => {
    expect(digestOf(well)).toEqual({
      kind: 'answer',
      title: 'shop: all well, shop-1 and shop-2 answer, and nothing waits for anybody.',
    })
  })

  test('puts the record before reviews, those before trouble, and names who is to act', () => {
    const { title, lines, owner } = digestOf({
      ...well,
      warning: 'The record was tampered with.',
      open: [open],
      waiting: [
        { ...open, state: 'pending' },
        { ...open, state: 'looking', run: { waitingFor: 'shop-1 does not answer.' } } as Change,
      ],
      trouble: ['shop-2 of shop does not answer.'],
    })
    expect(title).toBe('shop: 5 findings today.')
    expect(lines).toEqual([
      'The record was tampered with.',
      expect.stringContaining('`p-0000000` (Build index users_idx)'),
      '`p-0000000` (Build index users_idx) waits for approval.',
      '`p-0000000` (Build index users_idx) is being checked: its outcome is not known. shop-1 does not answer.',
      'shop-2 of shop does not answer.',
    ])
    expect(owner).toBe('U_OLGA')
  })
})
