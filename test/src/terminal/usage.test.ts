import { describe, expect, test } from 'vitest'
import { commands } from '#commands/catalogue'
import { usage } from '#terminal/usage'

const told = usage(commands).map(line => line.replaceAll(/ {2,}/g, '  '))

describe('howdah without a word', () => {
  test.each([
    ['what people need every day', '  howdah lock tree  Who waits for a lock, and for whom'],
    ['a subject with its verbs', '  howdah plan  show, approve, reject, break-glass, review'],
    ['a single word', '  howdah thaw  Lift a freeze; what waited goes on'],
    [
      'a word of its own',
      '  howdah config check  Check environment and inventory, and report every problem at once',
    ],
    [
      'how to learn more',
      'howdah help <subject> says more of it, howdah help <command> what it takes.',
    ],
  ])('says %s', (_, line) => {
    expect(told).toContain(line)
  })

  test('leaves what a subject can do to its own help', () => {
    expect(told.join('\n')).not.toContain('howdah plan show')
  })
})
