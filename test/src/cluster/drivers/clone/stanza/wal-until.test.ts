import { describe, expect, test } from 'vitest'
import { walUntil } from '#cluster/drivers/clone/stanza/wal-until'
import type { CloneAction } from '#model/actions/clone'

const file = (timeline: number, number: number) =>
  `0000000${timeline}0000000000000${number.toString(16).toUpperCase().padStart(3, '0')}`
const names = [
  ...[2, 3, 4, 5, 6].map(number => file(1, number)),
  `${file(1, 2)}.00000028.backup`,
  file(2, 5),
  file(2, 6),
  '00000002.history',
]
const backup = { endLsn: '0/3000158', segment: 16 * 1_024 ** 2 }
const until = (target: CloneAction['target']) => walUntil(names, target, backup)

describe('the WAL that a clone of pgBackRest gets', () => {
  test('goes as far as the file behind the record of the moment, on every timeline', () => {
    expect(until({ kind: 'xid', xid: '745', lsn: '0/4000100' })).toEqual([
      ...[2, 3, 4, 5].map(number => file(1, number)),
      `${file(1, 2)}.00000028.backup`,
      file(2, 5),
      '00000002.history',
    ])
  })

  test('goes as far as the backup needs for a moment within the backup', () => {
    const least = until({ kind: 'lsn', lsn: '0/2000100', inclusive: false })
    expect(least.filter(name => name.startsWith('00000001'))).toEqual([
      ...[2, 3, 4].map(number => file(1, number)),
      `${file(1, 2)}.00000028.backup`,
    ])
  })

  test.each<CloneAction['target']>([
    { kind: 'time', at: '2026-11-30T02:05:00Z' },
    { kind: 'step', xid: '745' },
  ])('is all of it where the record is not known: %j', target => {
    expect(until(target)).toEqual(names)
  })
})
