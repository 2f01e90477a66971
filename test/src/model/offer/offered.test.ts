import { describe, expect, test } from 'vitest'
import { previewMark, splitOffered, withOffered } from '#model/offer/offered'

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

  test('of a preview name the schedule, in a way that no other schedule shares', () => {
    const preview = { kind: 'preview', of: 'nightly', at: '2026-11-30T06:50:12.000Z' } as const
    const said = withOffered('schedule save nightly command=status at="daily at 02:30"', preview)
    expect(splitOffered(said).offered).toEqual(preview)
    expect(said).toContain(previewMark('nightly'))
    expect(said).not.toContain(previewMark('night'))
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
