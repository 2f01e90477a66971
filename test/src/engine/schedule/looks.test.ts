import { describe, expect, test } from 'vitest'
import { openLooks } from '#engine/schedule/looks'

/** Looks that end when the test says so. */
const held = () => {
  const reads: (readonly string[])[] = []
  const begun: string[] = []
  const faults: unknown[] = []
  const ends: (() => void)[] = []
  const looks = openLooks<string>({
    async read(ids) {
      reads.push(ids)
      if (ids.includes('unreadable')) throw new Error('away')
      return new Map(ids.filter(id => id !== 'gone').map(id => [id, id]))
    },
    async look(id) {
      begun.push(id)
      if (id === 'broken') throw new Error('broken')
      await new Promise<void>(end => ends.push(end))
    },
    report: error => faults.push(error),
  })
  return {
    ask: (id: string) => looks.ask(id),
    stop: () => looks.stop(),
    reads,
    begun,
    faults,
    end: () => ends.shift()?.(),
  }
}

describe('looks by name', () => {
  test('that are asked for at once are read together', async () => {
    const { ask, reads, begun } = held()
    for (const id of ['a', 'b', 'a', 'c']) void ask(id)
    await expect.poll(() => begun).toEqual(['a', 'b', 'c'])
    expect(reads).toEqual([['a', 'b', 'c']])
  })

  test('that are asked for while one is under way come once more afterwards', async () => {
    const { ask, begun, end } = held()
    const first = ask('a')
    await expect.poll(() => begun).toEqual(['a'])
    const [second, third] = [ask('a'), ask('a')]
    end()
    await first
    await expect.poll(() => begun).toEqual(['a', 'a'])
    end()
    await Promise.all([second, third])
    expect(begun).toEqual(['a', 'a'])
  })

  test('of one thing hold up no other', async () => {
    const { ask, begun } = held()
    void ask('a')
    await expect.poll(() => begun).toEqual(['a'])
    void ask('a')
    void ask('b')
    await expect.poll(() => begun).toEqual(['a', 'b'])
  })

  test('end also where nothing is there, nothing can be read, or the look fails', async () => {
    const { ask, begun, faults } = held()
    await Promise.all(['gone', 'broken'].map(ask))
    await ask('unreadable')
    expect(begun).toEqual(['broken'])
    expect(faults.map(String)).toEqual(['Error: broken', 'Error: away'])
  })

  test('begin no more after the stop, which waits for those under way', async () => {
    const { ask, begun, stop, end } = held()
    void ask('a')
    await expect.poll(() => begun).toEqual(['a'])
    const again = ask('a')
    const stopped = stop()
    await again
    await ask('b')
    end()
    await stopped
    expect(begun).toEqual(['a'])
  })
})
