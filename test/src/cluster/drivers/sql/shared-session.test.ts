import { describe, expect, test } from 'vitest'
import { sharesBackends } from '#cluster/drivers/session/shared-session'

const never = () => Promise.reject(new Error('the only backend is taken'))

describe('a pooler', () => {
  test.each([
    ['in session mode is taken', 7, 8, 7, false],
    ['that gives another session the same backend is recognised', 7, 7, 7, true],
    ['that gives the next statement another backend is recognised', 7, 8, 9, true],
  ])('%s', async (_, pid, other, again, shared) => {
    const answer = (one: number) => () => Promise.resolve(one)
    expect(await sharesBackends(pid, answer(other), answer(again))).toBe(shared)
  })

  test('with one backend is recognised without waiting for it', async () => {
    expect(await sharesBackends(7, () => Promise.resolve(7), never)).toBe(true)
  })
})
