/**
 * What signatures cost an approval and its run: `npm run bench:signing -- [rounds]`. Prints the time in which rows are
 * signed and checked beside the whole time, in the same run. Fails when it is over 2 ms at the median.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { openHouse } from './baseline/house.ts'

interface Round {
  readonly outcome: string
  readonly ms: number
  readonly signing: number
  readonly signed: number
  readonly checked: number
}

const rounds = Number(process.argv[2] ?? 101)
const house = await openHouse(['shop'])

const median = (of: (round: Round) => number, found: readonly Round[]): number =>
  found.map(of).toSorted((one, other) => one - other)[Math.floor(found.length / 2)] ?? Number.NaN

try {
  await house.within('shop', async client => {
    await client.query('set role app')
    await client.query('create table users (id int, email text)')
  })
  const child = spawn(process.execPath, [join(import.meta.dirname, 'signing/runs.ts')], {
    env: { PATH: process.env['PATH'], ...house.after.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  // The first runs open connections and compile.
  for (let round = 0; round < rounds + 10; round += 1) child.stdin.write(`${round}\n`)
  child.stdin.end()
  const found: Round[] = []
  for await (const line of createInterface(child.stdout)) found.push(JSON.parse(line) as Round)
  await gone
  const measured = found.slice(10)
  const failed = measured.find(({ outcome }) => outcome !== 'succeeded')
  if (measured.length !== rounds || failed)
    throw new Error(`${measured.length} runs ended: ${failed?.outcome ?? 'not all'}`)
  const signing = median(one => one.signing, measured)
  console.log(`${rounds} approvals with their runs, at the median:`)
  console.log(`  whole time ${median(one => one.ms, measured).toFixed(0)} ms`)
  console.log(
    `  signatures ${signing.toFixed(2)} ms: ${median(one => one.signed, measured)} rows signed, ${median(one => one.checked, measured)} checked`,
  )
  if (signing > 2) {
    console.error('bench:signing: over 2 ms.')
    process.exitCode = 1
  }
} finally {
  await house.stop()
}
