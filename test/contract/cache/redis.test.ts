import { afterAll, beforeAll, beforeEach } from 'vitest'
import { redisLevel } from '#cache/levels/redis/level'
import { type EnteredLevel, levelContract } from '#test/support/cache/level-contract'
import { hasRedis, needsRedis, type RedisServer, startRedis } from '#test/support/redis'

const entered: EnteredLevel[] = []
let server: RedisServer | undefined

beforeEach(({ skip }) => skip(!hasRedis, needsRedis))

beforeAll(async () => {
  if (!hasRedis) return
  server = await startRedis()
  const { port } = server
  for (const _ of [1, 2]) {
    const one: EnteredLevel = {
      level: redisLevel({ redis: { host: '127.0.0.1', port } }),
      heard: [],
    }
    await one.level.enter(
      message => one.heard.push(message),
      () => {},
    )
    entered.push(one)
  }
})

afterAll(async () => {
  await Promise.all(entered.map(({ level }) => level.close()))
  await server?.end()
})

levelContract('in Redis', async () => {
  const [one, two] = entered
  if (!one || !two) throw new Error('The levels were not entered.')
  return [one, two]
})
