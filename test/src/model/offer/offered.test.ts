import { describe, expect, test } from 'vitest'
import { splitOffered, withOffered } from '#model/offer/offered'

const offered = { kind: 'statement', at: '2026-11-30T06:50:12.000Z', meanMs: 211.734 } as const

describe('the figures of an offer', () => {
  test('come back from the command that carries them', () => {
    const command = 'index create users columns=id reason="Seen offered:today/1"'
    expect(splitOffered(withOffered(command, offered))).toEqual({ command, offered })
  })

  test('of a setting come back too', () => {
    const setting = { kind: 'setting', setting: 'work_mem', value: '16MB' } as const
    const command = 'config set work_mem=16MB cluster=shop'
    expect(splitOffered(withOffered(command, setting))).toEqual({ command, offered: setting })
  })

  test.each([
    'status',
    'index create users columns=id reason="one offered:by two"',
    'index create users columns=id offered:now/1',
    'index create users columns=id offered:2026-11-30T06:50:12.000Z/none',
  ])('are none in `%s`, which stays as it is', command => {
    expect(splitOffered(command)).toEqual({ command, offered: null })
  })
})
