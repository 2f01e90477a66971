import { randomBytes } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '#local/postgres/server'
import { ears } from '#test/support/ears'
import { openProxy } from '#test/support/hostile'
import { givesOnce, hasMongo, mongoServer, noMongo } from '#test/support/mongo'
import { type QueuePlace, queueContract } from '#test/support/queue/contract'
import { openTestQueue } from '#test/support/queue/open'

const mongo = async (): Promise<QueuePlace> => {
  const { port } = await mongoServer()
  let made = 0
  const run = randomBytes(4).toString('hex')
  return {
    port,
    once: await givesOnce(`mongodb://127.0.0.1:${port}/once_${run}`),
    url(through) {
      made += 1
      return `mongodb://127.0.0.1:${through}/queue_${run}_${made}`
    },
  }
}

queueContract('MongoDB', mongo, hasMongo)

describe('the queue on MongoDB', () => {
  test('begins before its server does', async ({ skip }) => {
    skip(!hasMongo, noMongo)
    const place = await mongo()
    const { hear, until } = ears()
    const proxy = await openProxy(await freePort())
    onTestFinished(() => proxy.close())
    const queue = await openTestQueue(place.url(proxy.port), hear)
    await expect(queue.wake('r-early')).rejects.toThrow('The queue does not answer.')
    expect(JSON.stringify(queue.troubles)).toContain('queue.away')
    proxy.leadTo(place.port)
    await expect
      .poll(
        () =>
          queue.wake('r-late').then(
            () => true,
            () => false,
          ),
        { timeout: 110_000 },
      )
      .toBe(true)
    await until(all => all.includes('r-late'))
  })
})
