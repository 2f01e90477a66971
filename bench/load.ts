/**
 * Memory and patience under load, each figure beside its limit: 10,000 clicks of a person without a role, over Socket
 * Mode and over HTTP, and 3,000 slow connections over HTTP: `npm run bench:load -- [clicks] [connections]`. Ends with 1
 * when a figure is over its limit.
 */

import { openHouse } from './baseline/house.ts'
import { clickStorm } from './load/click-storm.ts'
import { judge } from './load/judge.ts'
import { slowConnections } from './load/slow-connections.ts'
import { warmUpWords } from './load/warm-up.ts'

const clicks = Number(process.argv[2] ?? 10_000)
const connections = Number(process.argv[3] ?? 3_000)
const house = await openHouse(['shop'])

try {
  await house.within('shop', async client => {
    await client.query('set role app')
    await client.query('create table users (id int, email text)')
  })
  console.log(`Each time after ${warmUpWords}:`)
  const within = [
    judge(
      `${clicks} clicks of a person without a role, over Socket Mode:`,
      await clickStorm(house.after, clicks, 'socket'),
    ),
    judge(
      `${clicks} clicks of a person without a role, over HTTP:`,
      await clickStorm(house.after, clicks, 'http'),
    ),
    judge(`${connections} slow connections:`, await slowConnections(house.after, connections)),
  ]
  if (within.includes(false)) process.exitCode = 1
} finally {
  await house.stop()
}
