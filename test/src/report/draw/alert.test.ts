import { describe, expect, test } from 'vitest'
import type { Change } from '#model/change'
import type { Finding } from '#model/finding'
import { alertOf } from '#report/draw/alert'

const finding: Finding = {
  cluster: 'shop',
  key: 'shop 1',
  label: 'User search',
  shape: 'select id from users where lower(email) = $1',
  meanMs: 212,
  share: 0.8,
  rowsRead: 400_000,
  rowsReturned: 1,
  calls: 40,
  seconds: 10,
  command: 'index create users columns=id',
  unchecked: null,
  heaviest: [{ label: 'User search', share: 0.8, own: true }],
}

const open = {
  plan: { id: 'p-0000000', cluster: 'shop', headline: 'Build index users_idx' },
  breakGlass: { name: 'adam', reason: 'orders are down', review: null },
} as unknown as Change

describe('an alert', () => {
  test.each([
    [1, 'reads 400,000 rows to return 1.'],
    [0.3, 'reads 400,000 rows to return less than 1.'],
    [50.4, 'reads 400,000 rows to return 50.'],
  ])(
    'says what a statement that returns %s rows on average reads for them',
    async (rowsReturned, said) => {
      const { lines } = (await alertOf({ ...finding, rowsReturned }, 'U_OLGA', null, [])).answer
      expect(lines?.[0]).toContain(said)
    },
  )

  test('shows the statement beside its name, which may be the first caller’s alone', async () => {
    const { lines } = (await alertOf(finding, 'U_OLGA', null, [])).answer
    expect(lines?.at(-1)).toBe('`select id from users where lower(email) = $1`')
  })

  test('says why it is not known whether the planner would use the index', async () => {
    const unchecked = 'Howdah’s login may not read public.users'
    const { lines } = (await alertOf({ ...finding, unchecked }, 'U_OLGA', null, [])).answer
    expect(lines?.at(-1)).toBe(
      'Whether the planner would use the index was not checked: Howdah’s login may not read public.users.',
    )
  })

  test('leads with what was let through by break-glass and waits for its review', async () => {
    const { lines } = (await alertOf(finding, 'U_OLGA', null, [open])).answer
    expect(lines?.[0]).toBe(
      'shop: `p-0000000` (Build index users_idx) was let through by adam with break-glass and is not reviewed yet.',
    )
    expect(lines?.slice(2)).toEqual([
      'Measured over 40 calls in 10 s.',
      '`select id from users where lower(email) = $1`',
    ])
  })

  test('puts a record that was tampered with before anything else', async () => {
    const { title, lines } = (
      await alertOf(finding, 'U_OLGA', 'The record was tampered with.', [open])
    ).answer
    expect(title).toBe('The record was tampered with.')
    expect(lines?.[0]).toContain('is not reviewed yet')
    expect(lines?.[1]).toBe('shop: 1 finding.')
  })
})
