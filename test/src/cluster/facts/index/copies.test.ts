import { describe, expect, test } from 'vitest'
import { isCopy } from '#cluster/facts/index/copies'
import type { Index } from '#cluster/facts/index/indexes'
import { usersIndex } from '#test/support/users-index'

const index = usersIndex('a_idx')
const uncut = { stems: Array.from({ length: 4 }, () => 'a_idx') }
const copyCalled = (name: string, more: Partial<Index> = {}) =>
  usersIndex(name, { oid: '200', valid: false, ...more })

describe('a copy that a rebuild left', () => {
  test.each(['a_idx_ccnew', 'a_idx_ccold', 'a_idx_ccnew12'])('is one called %s', name => {
    expect(isCopy(copyCalled(name), index, uncut)).toBe(true)
  })

  test.each([
    ['long_ccnew', true],
    ['lon_ccnew1', true],
    ['lo_ccold12', true],
    ['long_ccnew1', false],
    ['longer_ccnew', false],
    ['lon_ccnew', false],
  ])('of a name that was cut: %s, %s', (name, expected) => {
    const stems = ['long', 'lon', 'lo', 'l']
    expect(isCopy(copyCalled(name), usersIndex('longer'), { stems })).toBe(expected)
  })

  test.each<[string, Index]>([
    ['valid', copyCalled('a_idx_ccnew', { valid: true })],
    ['of another table', copyCalled('a_idx_ccnew', { tableOid: '2' })],
    ['of another definition', copyCalled('a_idx_ccnew', { signature: 'id' })],
    ['unique beside a plain index', copyCalled('a_idx_ccnew', { unique: true })],
    ['the copy of another index', copyCalled('b_idx_ccnew')],
    ['left by a build that failed', copyCalled('a_idx_again')],
    ['the copy of a copy', copyCalled('a_idx_ccnew_ccnew')],
    ['the index itself', { ...index, valid: false }],
  ])('is none that is %s', (_, one) => {
    expect(isCopy(one, index, uncut)).toBe(false)
  })
})
