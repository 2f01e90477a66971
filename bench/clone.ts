/**
 * How long a clone takes from the approval to the pause at its moment, and one transaction more, beside `cp -a` of the same files and
 * `pg_ctl start` in the same run: `npm run bench:clone -- [MB] [MB of WAL]`. Fails over 5 s for a clone and over 1 s for a
 * transaction, where the copy by hand took no more than half of that: a busy machine tells nothing.
 */
import { readLog } from '#cluster/drivers/clone/server'
import { timesInLog } from '#cluster/drivers/examine/times-in-log'
import { cloneOf } from '#cluster/facts/clone/clones-in'
import { copyAndStart, unpackTemplate } from './clone/copy.ts'
import { openCloneHouse } from './clone/house.ts'

const [megabytes = 400, walMegabytes = 160] = process.argv.slice(2).map(Number)
const most = { clone: 5, forward: 1 }
/** Rows of this table have about a kilobyte. */
const rows = (megabytes: number, from = 0): string =>
  `select n, repeat(md5(n::text), 30) as text from generate_series(${from + 1}, ${from + megabytes * 1_000}) n`

const house = await openCloneHouse()
const { client, clones, carryOut } = house
const shown = (seconds: number): string => `${seconds.toFixed(2)} s`

try {
  await client.query(`create table filler as ${rows(megabytes)}`)
  await client.query('create table orders (id int)')
  await carryOut('backup take')
  const template = await unpackTemplate(house, 'full-1')
  const moments: string[] = []
  // Three moments of an hour: right behind the backup, in the middle, and the newest.
  for (const part of [0, 1, 2]) {
    if (part > 0) {
      await client.query(`insert into filler ${rows(walMegabytes / 2, part * 1_000_000)}`)
      await client.query('select pg_switch_wal()')
    }
    for (let id = 0; id < 20; id += 1)
      await client.query('insert into orders values ($1)', [part * 100 + id])
    const { rows: now } = await client.query<{ at: string }>(
      `select to_json(clock_timestamp() at time zone 'UTC') #>> '{}' || 'Z' as at`,
    )
    moments.push(now[0]?.at ?? '')
    for (let id = 20; id < 40; id += 1)
      await client.query('insert into orders values ($1)', [part * 100 + id])
  }
  console.log(`${megabytes} MB, and ${walMegabytes} MB of WAL behind the backup`)
  for (const [at, moment] of moments.entries()) {
    const name = 'bench-clone-1'
    const made = await carryOut(`restore point-in-time to=${moment}`)
    const found = await cloneOf(clones, { clone: name, backup: 'full-1' })
    if (!found) throw new Error(`no ${name}`)
    const { start, replay } = timesInLog(await readLog(found.folder))
    const byHand = await copyAndStart(template, house, found)
    const unpack = found.about.unpackSeconds ?? 0
    const rest = made.seconds - unpack - start - replay
    console.log(
      `clone ${at + 1}: ${shown(made.seconds)} (unpack ${shown(unpack)}, start ${shown(start)}, replay ${shown(replay)}, looks, steps and waiting ${shown(rest)}); by hand ${shown(byHand.copy + byHand.start)} (cp -a ${shown(byHand.copy)}, pg_ctl start and replay ${shown(byHand.start)})`,
    )
    console.log(`  ${made.journal.join(', ')}`)
    const moved = await carryOut(`clone forward ${name}`)
    console.log(`  +1 transaction: ${shown(moved.seconds)} (${moved.journal.join(', ')})`)
    for (const [what, seconds, limit] of [
      ['a clone', made.seconds, most.clone],
      ['one transaction more', moved.seconds, most.forward],
    ] as const)
      if (seconds > limit && byHand.copy + byHand.start <= limit / 2) {
        console.error(`bench:clone: ${what} took over ${limit} s.`)
        process.exitCode = 1
      }
    await carryOut(`clone end ${name}`)
  }
} finally {
  await house.stop()
}
