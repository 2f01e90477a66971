import { carryOut } from '#test/support/carry-out'
import { here } from '#test/support/restoring/here'
import type { RestoringHouse } from '#test/support/restoring/house'

/** Makes a clone before six transactions that each insert a row into `steps`; gives the clone's name. */
export const beforeSteps = async (house: RestoringHouse): Promise<string> => {
  const { managed, howdah } = house
  const { database } = howdah
  await managed.run(database, 'create table steps (id int)', 'alter table steps owner to app')
  const { lsn } = await here(house)
  for (let id = 1; id <= 6; id += 1) await managed.run(database, `insert into steps values (${id})`)
  await house.archiveAll()
  const said = await carryOut(howdah, `/pg restore point-in-time lsn=${lsn}`)
  return /shop-clone-\d+/.exec(said)?.[0] ?? ''
}
