import { afterAll, beforeAll } from 'vitest'
import { postgresLevel } from '#cache/levels/postgres/level'
import { type EnteredLevel, levelContract } from '#test/support/cache/level-contract'
import { testServer } from '#test/support/postgres'

const entered: EnteredLevel[] = []

beforeAll(async () => {
  const server = await testServer()
  const url = server.url(await server.freshDatabase())
  for (const _ of [1, 2]) {
    const one: EnteredLevel = { level: postgresLevel({ url }), heard: [] }
    await one.level.enter(
      message => one.heard.push(message),
      () => {},
    )
    entered.push(one)
  }
})

afterAll(() => Promise.all(entered.map(({ level }) => level.close())))

levelContract('in PostgreSQL', async () => {
  const [one, two] = entered
  if (!one || !two) throw new Error('The levels were not entered.')
  return [one, two]
})
