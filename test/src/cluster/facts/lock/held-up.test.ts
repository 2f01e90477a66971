import { describe, expect, test } from 'vitest'
import { behindOf } from '#cluster/facts/lock/held-up'
import { heldUp } from '#test/support/facts/session'

const waiter = (pid: number, ...blockedBy: readonly string[]) => heldUp({ pid, blockedBy })
const pids = (...sessions: readonly ReturnType<typeof waiter>[]) =>
  behindOf({ sessions }, { node: 'shop-1', pid: 1 }).map(({ pid }) => pid)

describe('those behind a session', () => {
  test('are who waits for it, and who waits for those', () => {
    expect(pids(waiter(2, 'shop-1 1'), waiter(3, 'shop-1 2'), waiter(4, 'shop-1 9'))).toEqual([
      2, 3,
    ])
    expect(pids(waiter(3, 'shop-1 2'), waiter(2, 'shop-1 1'))).toEqual([2, 3])
  })

  test('are each counted once, and never the session itself', () => {
    expect(pids(waiter(2, 'shop-1 1'), waiter(3, 'shop-1 1', 'shop-1 2'))).toEqual([2, 3])
    expect(pids(waiter(1, 'shop-1 2'), waiter(2, 'shop-1 1'))).toEqual([2])
  })

  test('are on the same node, or named by it', () => {
    expect(pids(waiter(2, 'shop-2 1'))).toEqual([])
  })
})
