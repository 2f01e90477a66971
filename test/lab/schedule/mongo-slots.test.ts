/** Slots whose timers are in a server that speaks MongoDB's protocol; HOWDAH_SLOTS says how many. */
import { randomBytes } from 'node:crypto'
import { describe, test } from 'vitest'
import { hasMongo, mongoServer, noMongo } from '#test/support/mongo'
import { startUnderFire } from '#test/support/slots-under-fire'

const slots = Number(process.env['HOWDAH_SLOTS'] ?? 60)
const url = (port: number) => `mongodb://127.0.0.1:${port}/slots_${randomBytes(4).toString('hex')}`
const house = hasMongo
  ? await startUnderFire({
      slots,
      kills: slots / 10,
      env: { MONGO_URL: url((await mongoServer()).port) },
    })
  : undefined

describe(`${slots} slots with timers in MongoDB, while a process is killed again and again`, () => {
  test('are each over once, and none has two plans', async ({ skip }) => {
    if (!house) return skip(noMongo)
    const { bots, saveAll, fire, expectEachOnce } = house
    await bots()
    const at = await saveAll()
    await fire(at)
    await expectEachOnce(at)
  }, 900_000)
})
