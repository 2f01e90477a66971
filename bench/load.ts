/**
 * Memory and patience under load, beside build a244118 in the same run: 10,000 clicks of a person without a role,
 * and 3,000 slow connections over HTTP: `npm run bench:load -- [clicks] [connections]`.
 */

import { openHouse } from './baseline/house.ts'
import { clickStorm } from './load/click-storm.ts'
import { slowConnections } from './load/slow-connections.ts'
import { tellLoad } from './load/tell.ts'

const clicks = Number(process.argv[2] ?? 10_000)
const connections = Number(process.argv[3] ?? 3_000)
const house = await openHouse(['shop'])

try {
  await house.within('shop', async client => {
    await client.query('set role app')
    await client.query('create table users (id int, email text)')
  })
  const storms = [await clickStorm(house.before, clicks), await clickStorm(house.after, clicks)]
  console.log(`${clicks} clicks of a person without a role:`)
  tellLoad(storms)
  const slow = [
    await slowConnections(house.before, connections),
    await slowConnections(house.after, connections),
  ]
  console.log(`${connections} slow connections:`)
  tellLoad(slow)
} finally {
  await house.stop()
}
