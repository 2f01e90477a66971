import { describe, expect, test } from 'vitest'
import { borrowedBy } from '#terminal/speaker'

const never = 4_294_967_295

describe('a shell', () => {
  test.each([
    ['of a login of its own', {}, 1_000, 1_000, null],
    ['where nobody logged in, as in a container', {}, 1_000, never, null],
    ['of a system that does not tell', {}, 1_000, null, null],
    ['under sudo', { SUDO_USER: 'mallory' }, 1_000, never, 'mallory'],
    ['under doas', { DOAS_USER: 'mallory' }, 1_000, null, 'mallory'],
    ['under sudo with its traces removed', {}, 1_000, 1_001, 'user 1001'],
  ])('%s', (_, env, uid, login, who) => {
    expect(borrowedBy(env, uid, login)).toBe(who)
  })
})
