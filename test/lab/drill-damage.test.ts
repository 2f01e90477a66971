/** A drill of a backup with damage that a reading of the whole cannot find: each file is as the server had it. */
import { expect, onTestFinished, test } from 'vitest'
import { carryOut } from '#test/support/carry-out'
import { cloneFolders } from '#test/support/clones'
import { damagePage } from '#test/support/damaged-page'
import { hear } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { twoBots } from '#test/support/kills'
import { observer } from '#test/support/profile'
import { archivingServer, clonedFrom, testRepository } from '#test/support/repository'

const repository = testRepository()
const managed = await archivingServer(repository)
const howdah = await startHowdah({
  managed,
  tables: [
    'create table sales (id int primary key)',
    'insert into sales select generate_series(1, 3000)',
    'create table ledger (id int)',
    'insert into ledger select generate_series(1, 3000)',
  ],
  cluster: await clonedFrom(repository),
})
const { database } = howdah
await managed.run(
  database,
  'grant execute on function pg_switch_wal() to keeper',
  'create extension amcheck',
  'create extension pageinspect',
  `grant execute on function bt_index_check(regclass) to ${observer}`,
  `grant select on sales, ledger to ${observer}`,
)
await twoBots(howdah)

/** Bytes of the pointers to the fifth and the sixth row of a page. */
const [fifth, sixth] = [24 + 4 * 4, 24 + 5 * 4] as const

test('names the index that amcheck finds damaged, and the table with a page of a wrong checksum', async () => {
  const back = [
    await damagePage(
      managed,
      { database, relation: 'sales_pkey', block: 1 },
      page => {
        const [one, other] = [page.readUInt32LE(fifth), page.readUInt32LE(sixth)]
        page.writeUInt32LE(other, fifth)
        page.writeUInt32LE(one, sixth)
      },
      true,
    ),
    await damagePage(
      managed,
      { database, relation: 'ledger', block: 0 },
      page => {
        // With such an LSN a base backup takes the page for one that was just written, whose checksum tells nothing.
        page.fill(0x7f, 0, 8)
        page.fill(0x5a, 4_096, 4_100)
      },
      false,
    ),
  ]
  onTestFinished(() => {
    for (const one of back) one()
  })
  await carryOut(howdah, '/pg backup take')
  await hear(howdah, 'olga', '/pg backup list', '1 base backup of shop; nothing to review.')
  const said = await carryOut(howdah, '/pg restore drill', 'failed')
  expect(said).toContain('full-1 was restored, and is not good: 3 checks of drill-1 failed.')
  expect(said).toMatch(
    /1 table of \S+ cannot be read in the clone\. public\.ledger: .*nvalid page in block 0/,
  )
  expect(said).toMatch(
    /amcheck found damage in \S+: public\.sales_pkey: item order invariant violated/,
  )
  expect(said).toMatch(/\d+ pages? ha(s|ve) a wrong checksum\./)
  expect(await cloneFolders(repository.clones)).toEqual([])
  await hear(howdah, 'olga', '/pg restore drills', '1 restore drill of shop')
})
