import { describe, expect, test } from 'vitest'
import { waitsForRestart } from '#cluster/facts/config/file-settings'
import { servedBy } from '#cluster/facts/config/served'
import { altered, configNode, fileLine } from '#test/support/facts/config'

const value = (
  ...[more, lines]: [Parameters<typeof configNode>[1]?, Parameters<typeof configNode>[2]?]
) => {
  const found = servedBy(configNode('shop-1', more, lines), 'statement_timeout')
  return found && [found.value, found.origin.kind, found.next]
}

describe('the value of a server', () => {
  test('is the default where Howdah’s session has its own and no file has any', () => {
    expect(value()).toEqual(['0', 'default', '0'])
  })

  test('is the last line’s where Howdah’s session has its own', () => {
    const lines = [fileLine('statement_timeout', '1min'), fileLine('Statement_Timeout', '30s')]
    expect(value([], lines)).toEqual(['30000', 'alter system', '30000'])
  })

  test('is not known where the files cannot be read, or the server does not take the line', () => {
    expect(value([], null)).toEqual([null, 'unknown', null])
    const broken = fileLine('statement_timeout', 'soon', { applied: false, error: waitsForRestart })
    expect(value([], [broken])).toEqual([null, 'unknown', null])
  })

  test.each([
    ['override', 'default'],
    ['command line', 'command line'],
    ['environment variable', 'environment'],
  ])('of source %s is from the %s', (source, kind) => {
    expect(value([altered('statement_timeout', '5', { source })])).toEqual(['5', kind, '5'])
  })

  test('after a restart is that of the last line, or the default without one', () => {
    const pending = altered('statement_timeout', '5', { pendingRestart: true })
    expect(value([pending], [fileLine('statement_timeout', '9s')])?.[2]).toBe('9000')
    expect(value([pending], [])?.[2]).toBe('0')
  })

  test('is none of a name that the server does not know', () => {
    expect(servedBy(configNode('shop-1'), 'nothing')).toBeUndefined()
  })
})
