import { describe, expect, test } from 'vitest'
import { readyMessage, silentMessage } from '#main/local/first-message'

describe('the first message', () => {
  test('says how far the replica is behind, or that it does not stream', () => {
    expect(readyMessage(4, 38.2)[0]).toBe(
      'shop is ready: primary and 1 replica, lag 4.0 ms, 38 queries/s',
    )
    expect(readyMessage(null, 38.2)[0]).toBe(
      'shop is ready: primary and 1 replica, which does not stream yet, 38 queries/s',
    )
  })

  test('never says ready while no bot has come, and no more than that it starts', () => {
    expect(silentMessage(30, '/data/howdah.log')[0]).toBe(
      'The sample shop is loaded. Howdah is still starting, for 30 s now; on a busy machine that may take minutes. If it does not come, /data/howdah.log tells what it does.',
    )
  })
})
