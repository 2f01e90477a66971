import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { stateLine } from '#slack/draw/plan/state-line'
import { changes } from '#test/support/surface/changes'
import { emojiOf } from '../../../../../src/local/slack/page/emoji.js'
import { markOf } from '../../../../../src/local/slack/page/marks.js'

const page = readFileSync(join(import.meta.dirname, '../../../../../docs/states.md'), 'utf8')

/** By icon: the words of the glossary. */
const glossary = new Map(
  [...page.matchAll(/`:([a-z_]+):` \| ([^|]+) \|/g)].map(([, icon = '', words = '']) => [
    icon,
    words.split(/[;,] /),
  ]),
)

describe('the state of a plan', () => {
  test.each(changes)('has an icon and words: %s', (_, change) => {
    const { plain, markdown } = stateLine(change)
    const [, icon = '', words = ''] = /^:([a-z_]+): (.+)$/s.exec(markdown) ?? []
    expect(emojiOf(icon)).toBeDefined()
    expect(markOf(icon)).toBeDefined()
    expect(words).not.toBe('')
    expect(plain).toMatch(/^[A-Z]/)
    expect(glossary.get(icon)?.filter(word => plain.startsWith(word))).not.toEqual([])
  })
})
