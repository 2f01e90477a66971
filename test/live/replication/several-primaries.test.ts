/** Two writable primaries, made by hand, are shouted at once. */
import { describe, expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { twoBots } from '#test/support/kills'
import { startMoving } from '#test/support/moving'

const { howdah, servers, expectPrimary } = await startMoving('create table orders (id int)')

/** Milliseconds, of the promise of five seconds. */
const promisedMs = 5_000

describe('two primaries of a cluster', () => {
  test('are told in its channel within five seconds, freeze it, and are told to be over', async () => {
    await twoBots(howdah)
    await expectPrimary('shop-1')
    // A leader that has just begun has not asked every node yet.
    const asked = performance.now()
    await hear(howdah, 'olga', '/pg replication status', 'is the primary of shop')
    const answerMs = performance.now() - asked
    await servers['shop-2'].run('postgres', 'select pg_promote(true)')
    const from = performance.now()
    const said = await howdah.message(one => wordsOf(one).includes('has two primaries'))
    // On a busy machine an answer takes seconds as well.
    expect(performance.now() - from).toBeLessThan(promisedMs + 5 * answerMs)
    const words = wordsOf(said)
    expect(words).toContain('shop-1 and shop-2 take writes at the same time')
    expect(words).toMatch(/shop-2 is a primary: timeline 2, WAL up to [0-9A-F]+\/[0-9A-F]+\./)
    expect(words).toContain('stop the other server')

    await howdah.message(one =>
      wordsOf(one).includes('shop is frozen by Howdah: shop-1 and shop-2 are both primaries'),
    )
    await servers['shop-1'].stop()
    const over = await howdah.message(
      one => one.ts === said.ts && wordsOf(one).includes('has one primary again'),
    )
    expect(wordsOf(over)).toContain('shop has one primary again: shop-2.')
    expect(wordsOf(over)).toContain('shop-1 does not answer.')
  }, 200_000)
})
