/** Two bots whose queue is in MongoDB, end to end: a plan runs once, with killed processes and doubled wake-ups. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { freePort } from '#local/postgres/server'
import type { PageMessage } from '#local/slack/page-protocol'
import { openProxy } from '#test/support/hostile'
import { type Howdah, startHowdah } from '#test/support/howdah'
import { expectOneOutcome, outcomeOf, runInto, timesRun, twoBots } from '#test/support/kills'
import { hasMongo, mongoServer, noMongo } from '#test/support/mongo'

const house = async () => {
  const { port } = await mongoServer()
  const proxy = await openProxy(port)
  const plain = await startHowdah({ tables: ['create table users (id int, email text)'] })
  const url = `mongodb://127.0.0.1:${proxy.port}/howdah_${randomBytes(4).toString('hex')}`
  const start: Howdah['start'] = (env, folder) => plain.start({ MONGO_URL: url, ...env }, folder)
  const howdah = Object.assign(Object.create(plain) as Howdah, { start })
  return { howdah, proxy, port }
}

const opened = hasMongo ? await house() : undefined

const there = (): Awaited<ReturnType<typeof house>> => {
  if (opened === undefined) throw new Error(noMongo)
  return opened
}

const planned = (name: string) =>
  there().howdah.plan(`/pg index create users columns=id where=id>${name.length} name=${name}`)

const expectRanOnce = async (plan: PageMessage, name: string): Promise<void> => {
  const { howdah } = there()
  await expectOneOutcome(howdah, plan, 'succeeded')
  expect(timesRun(howdah, `CREATE INDEX CONCURRENTLY ${name}`)).toBe(1)
}

const expectDone = async (name: string): Promise<void> => {
  const { howdah } = there()
  const plan = await planned(name)
  await howdah.click('adam', plan, 'approve')
  expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  await expectRanOnce(plan, name)
}

const stopAll = async (): Promise<void> => {
  for (const bot of there().howdah.bots) {
    bot.kill('SIGTERM')
    await bot.ended
  }
}

describe('two bots with MONGO_URL', () => {
  test('run what was approved once', async ({ skip }) => {
    skip(!hasMongo, noMongo)
    await twoBots(there().howdah)
    await expectDone('a_idx')
  })

  test('run it once when the one that runs it is killed', async ({ skip }) => {
    skip(!hasMongo, noMongo)
    const { howdah } = there()
    await twoBots(howdah)
    const plan = await planned('ab_idx')
    expect(await runInto(howdah, 'run taken', plan)).toBe('succeeded')
    await expectRanOnce(plan, 'ab_idx')
  })

  test('run it while MongoDB is away, and after it is back', async ({ skip }) => {
    skip(!hasMongo, noMongo)
    const { howdah, proxy, port } = there()
    await twoBots(howdah)
    proxy.leadTo(await freePort())
    await expectDone('abc_idx')
    proxy.leadTo(port)
    await expectDone('abcd_idx')
  })

  test('start while MongoDB is away, and take work', async ({ skip }) => {
    skip(!hasMongo, noMongo)
    const { howdah, proxy, port } = there()
    await stopAll()
    proxy.leadTo(await freePort())
    await twoBots(howdah)
    await expectDone('abcde_idx')
    proxy.leadTo(port)
    await stopAll()
    proxy.close()
  })
})
