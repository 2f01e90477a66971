import { describe, expect, test } from 'vitest'
import { stateLine } from '#slack/draw/plan/state-line'
import { changes } from '#test/support/surface/changes'
import { emojiOf } from '../../../../../src/local/slack/page/emoji.js'

describe('the state of a plan', () => {
  test.each(changes)('has an icon and words: %s', (_, change) => {
    const { plain, markdown } = stateLine(change)
    const [, icon = '', words = ''] = /^:([a-z_]+): (.+)$/s.exec(markdown) ?? []
    expect(emojiOf(icon)).toBeDefined()
    expect(words).not.toBe('')
    expect(plain).toMatch(/^[A-Z]/)
  })
})
