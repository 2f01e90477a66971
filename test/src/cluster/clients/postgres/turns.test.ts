import { describe, expect, test } from 'vitest'
import { takeTurns } from '#cluster/clients/postgres/turns'

const held = () => Promise.withResolvers<string>()

describe('a line', () => {
  test('lets so many work, as many wait as are allowed, and turns the rest away', async () => {
    const inTurn = takeTurns({ atOnce: 2, waiting: 1 }, () => new Error('full'))
    const works = [held(), held(), held()]
    const begun: number[] = []
    const done = works.map(({ promise }, at) =>
      inTurn(() => {
        begun.push(at)
        return promise
      }),
    )
    await expect(inTurn(async () => 'more')).rejects.toThrow('full')
    expect(begun).toEqual([0, 1])
    works[1]?.resolve('second')
    expect(await done[1]).toBe('second')
    await expect.poll(() => begun).toEqual([0, 1, 2])
    works[0]?.resolve('first')
    works[2]?.resolve('third')
    expect(await Promise.all(done)).toEqual(['first', 'second', 'third'])
    expect(await inTurn(async () => 'more')).toBe('more')
  })

  test('goes on after a failure, in the order in which it was joined', async () => {
    const inTurn = takeTurns({ atOnce: 1, waiting: 9 }, () => new Error('full'))
    const said: string[] = []
    const work = (what: string) => inTurn(async () => void said.push(what))
    const failed = inTurn(async () => Promise.reject(new Error('no')))
    const rest = ['a', 'b', 'c'].map(work)
    await expect(failed).rejects.toThrow('no')
    await Promise.all(rest)
    expect(said).toEqual(['a', 'b', 'c'])
  })
})
