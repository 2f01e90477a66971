import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openBursts } from '#audit/bursts'

const opened = () => {
  const written: { kind: string; detail: unknown }[] = []
  const bursts = openBursts(
    {
      appendOutcome: (kind, { detail }) => {
        written.push({ kind, detail })
        return Promise.resolve()
      },
    },
    error => {
      throw error
    },
  )
  const say = (actor: string, detail: Readonly<Record<string, unknown>>, kind = 'plan.denied') =>
    bursts.say(kind, { actor, subject: {}, detail })
  return { written, bursts, say }
}

const denied = { kind: 'plan.denied', detail: { decision: 'approve' } }
const counted = (count: number) => ({ ...denied, detail: { ...denied.detail, count } })

describe('entries about refusals', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('are one at once, and one a minute with the count of equal ones', async () => {
    const { written, say } = opened()
    for (let click = 0; click < 10_000; click += 1) await say('noa', denied.detail)
    expect(written).toEqual([denied])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(written).toEqual([denied, counted(9_999)])
    for (let click = 0; click < 500; click += 1) await say('noa', denied.detail)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(written).toEqual([denied, counted(9_999), counted(500)])
    await vi.advanceTimersByTimeAsync(60_000)
    await say('noa', denied.detail)
    expect(written.slice(3)).toEqual([denied])
  })

  test('are written separately where they differ, up to ten', async () => {
    const { written, say, bursts } = opened()
    for (let plan = 0; plan < 100; plan += 1) await say('noa', { plan })
    expect(written.map(({ detail }) => detail)).toEqual(
      Array.from({ length: 10 }, (_, plan) => ({ plan })),
    )
    await bursts.flush()
    expect(written.slice(10)).toEqual([{ kind: 'plan.denied', detail: { plan: 99, count: 90 } }])
  })

  test('of one person hide none of another person or of another kind', async () => {
    const { written, say } = opened()
    for (let click = 0; click < 20; click += 1) await say('noa', denied.detail)
    await say('gus', denied.detail)
    await say('noa', denied.detail, 'click.forged')
    expect(written.map(({ kind }) => kind)).toEqual(['plan.denied', 'plan.denied', 'click.forged'])
  })

  test('are flushed once when a process ends', async () => {
    const { written, say, bursts } = opened()
    await say('noa', denied.detail)
    await say('noa', denied.detail)
    await bursts.flush()
    await bursts.flush()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(written).toEqual([denied, counted(1)])
  })
})
