import { describe, expect, test } from 'vitest'
import { loginFor } from '#cluster/drivers/session/login-for'
import { type Duty, duties } from '#model/actions/action-kind'
import { clusterOf, nobody } from '#test/support/commands/cluster'

const named = (user: string) => ({ user, password: '' })
const observe = named('look')

describe('the login for a duty', () => {
  test.each(duties)('is the one that the inventory gives to %s', duty => {
    const credentials = { observe, ...nobody, [duty]: named('mine') }
    expect(loginFor(clusterOf({ credentials }), duty).user).toBe('mine')
  })

  test.each<[Duty, Duty]>([
    ['maintain', 'observe'],
    ['ddl', 'maintain'],
    ['ha', 'ddl'],
    ['backup', 'ha'],
  ])('%s is never the login for %s, whatever the inventory lacks', (duty, other) => {
    const credentials = { observe, ...nobody, [other]: named('other') }
    expect(() => loginFor(clusterOf({ credentials }), duty)).toThrow(
      `shop has no login for ${duty}: the inventory has no \`credentials.${duty}\` for it.`,
    )
  })
})
