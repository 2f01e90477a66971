import { describe, expect, test } from 'vitest'
import {
  boundWords,
  isTimeInUuid,
  type KeyKind,
  keyKindOf,
  readBound,
  writeBound,
} from '#cluster/facts/partition/bound'

describe('the bound of a partition', () => {
  test.each<[string, KeyKind | null]>([
    ['date', 'date'],
    ['timestamp without time zone', 'timestamp'],
    ['timestamp(3) with time zone', 'timestamptz'],
    ['bigint', 'integer'],
    ['integer', 'integer'],
    ['uuid', 'uuid'],
    ['text', null],
    ['numeric', null],
  ])('%s is a key of the kind %s', (type, kind) => {
    expect(keyKindOf(type)).toBe(kind)
  })

  test.each<[KeyKind, string, string]>([
    ['date', '2026-12-01', '2026-12-01'],
    ['timestamp', '2026-12-01 00:00:00', '2026-12-01'],
    ['timestamp', '2026-12-01 05:30:00', '2026-12-01 05:30'],
    ['timestamptz', '2026-11-30 23:00:00+00', '2026-11-30 23:00 UTC'],
    ['integer', '-9007199254740993', '-9,007,199,254,740,993'],
    ['uuid', '019ad5b7-7400-7000-8000-000000000000', '2025-11-30 17:02 UTC'],
  ])('of %s is written as it was read: %s', (kind, text, words) => {
    const bound = readBound(kind, text) ?? 0n
    expect(writeBound(kind, bound, text)).toBe(text)
    expect(boundWords(kind, bound)).toBe(words)
  })

  test.each<[KeyKind, string | null]>([
    ['date', null],
    ['date', 'MINVALUE'],
    ['integer', 'MAXVALUE'],
    ['timestamptz', 'infinity'],
  ])('of %s has no place at %s', (kind, text) => {
    expect(readBound(kind, text)).toBeNull()
  })

  test('of a UUID is a time in this century, or no time', () => {
    expect(isTimeInUuid(readBound('uuid', '019ad5b7-7400-7000-8000-000000000000') ?? 0n)).toBe(true)
    expect(isTimeInUuid(readBound('uuid', 'f0000000-0000-4000-8000-000000000000') ?? 0n)).toBe(
      false,
    )
  })
})
