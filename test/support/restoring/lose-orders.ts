import { here, type Moment } from '#test/support/restoring/here'
import type { RestoringHouse } from '#test/support/restoring/house'

/** Fills the empty table of orders, drops it behind the given moment and a restore point, and makes it anew. */
export const loseOrders = async (house: RestoringHouse): Promise<Moment> => {
  const { managed, howdah } = house
  const run = (...statements: readonly string[]) => managed.run(howdah.database, ...statements)
  await run('insert into orders select generate_series(1, 1000)')
  const moment = await here(house)
  await run(
    `select pg_create_restore_point('before_release')`,
    'drop table orders',
    // Neither of these drops the table.
    'create table decoy (id int)',
    'begin; create table orders (id text); drop table decoy; commit',
    'begin; drop table orders; rollback',
    'alter table orders add column note text',
  )
  await house.archiveAll()
  return moment
}
