/**
 * Rotates one of many partitioned tables: `npm run bench:partitions -- [tables] [partitions of each] [partitions of one
 * more]`. Prints how long a plan takes, and the waits of a bystander of the table beside the waits of the same bystander
 * without a rotation, without and with a default partition. Fails at a plan of more than 2 s, or where the longest wait is more than 50 ms above the longest
 * without.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { propose } from '#engine/plan/propose'
import { drive } from '#engine/run/drive'
import { isRefusal } from '#model/refusal'
import { openEngine } from '#test/support/engine'
import { person } from '#test/support/in-process'
import { openHouse } from './baseline/house.ts'
import { fill } from './partitions/fill.ts'

const [parents = 20, parts = 400, most = 0] = process.argv.slice(2).map(Number)
const mostPlanMs = 2_000
const mostWaitMs = 50
const rounds = 5

const house = await openHouse(['shop'])
const opened = openEngine(house.after.env, { holder: 'bench' })

const plan = async (table: string, kept = parts) => {
  const made = await propose(opened.parts, {
    wanted: {
      cluster: 'bench',
      database: 'shop',
      playbook: 'partition.rotate',
      input: { table, ahead: 12, keep: `${Math.min(kept - 20, 9_999)} days`, hold: '7 days' },
      undoes: null,
    },
    person: person('olga'),
    via: 'slack',
    reason: null,
    ticket: null,
    change: null,
  })
  if (isRefusal(made)) throw new Error(`${made.because} ${made.instead}`)
  return made
}

/** Runs `work` beside a bystander; gives the bystander's waits in milliseconds, sorted. */
const beside = async (url: string, table: string, work: () => Promise<unknown>) => {
  const day = new Date().toISOString().slice(0, 10)
  const probe = spawn(
    process.execPath,
    [`${import.meta.dirname}/partitions/probe.ts`, url, table, day],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const lines = createInterface({ input: probe.stdout })
  await once(lines, 'line')
  await work()
  probe.stdin.end()
  const [waits] = (await once(lines, 'line')) as [string]
  return (JSON.parse(waits) as number[]).slice(2).toSorted((one, other) => one - other)
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return performance.now() - began
}

const told = (what: string, waits: readonly number[]): number => {
  const at = (share: number) => (waits[Math.floor((waits.length - 1) * share)] ?? 0).toFixed(1)
  console.log(
    `${what.padEnd(24)}p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms (${waits.length})`,
  )
  return waits.at(-1) ?? 0
}

/** Whether the rotation succeeded, and nobody waited much longer beside it. */
const rotated = async (url: string, table: string): Promise<boolean> => {
  const made = await plan(table)
  await opened.engine.approve(person('adam'), made.id)
  const run = (await opened.engine.findChange(made.id))?.run?.id ?? ''
  let tookMs = 0
  const rotating = await beside(url, table, async () => {
    tookMs = await timed(() => drive(opened.parts, run))
  })
  const outcome = (await opened.engine.findChange(made.id))?.outcome ?? null
  console.log(`${made.headline}: ${outcome ?? 'not ended'} in ${Math.round(tookMs)} ms`)
  const alone = await beside(url, table, () => sleep(tookMs))
  const over = told('beside the rotation', rotating) - told('without it', alone)
  if (over > mostWaitMs) console.log(`Somebody waited more than ${mostWaitMs} ms longer.`)
  return over <= mostWaitMs && outcome === 'succeeded'
}

try {
  const began = performance.now()
  const filling = (names: string[], size: number) =>
    house.within(
      'shop',
      async client => {
        for (let name = names.shift(); name !== undefined; name = names.shift())
          await fill(client, name, size)
      },
      'app',
    )
  const names = Array.from({ length: parents }, (_, place) => `p_${place + 1}`)
  // The server looks at all partitions of a table for each new one: a session for each core.
  await Promise.all([filling(names, parts), filling(names, parts)])
  if (most > 0) await filling(['p_0'], most)
  let url = ''
  await house.within(
    'shop',
    async client => {
      await client.query('analyze pg_class')
      console.log(`made within ${Math.round((performance.now() - began) / 1_000)} s`)
      url = `postgres://app:${client.password}@127.0.0.1:${client.port}/shop`
    },
    'app',
  )
  const more = most > 0 ? `, and one with ${most}` : ''
  console.log(`${parents} tables with ${parts} partitions each${more}`)
  const times: number[] = []
  for (let round = 1; round <= rounds; round += 1)
    times.push(await timed(() => plan(`p_${1 + (round % parents)}`)))
  const longest = Math.max(...times)
  console.log(`a plan: ${times.map(ms => `${Math.round(ms)} ms`).join(', ')}`)
  if (most > 0)
    console.log(`a plan with ${most}: ${Math.round(await timed(() => plan('p_0', most)))} ms`)
  const slow = longest > mostPlanMs
  if (slow) console.log(`A plan took more than ${mostPlanMs} ms.`)
  const first = await rotated(url, 'p_1')
  await house.within(
    'shop',
    async client => {
      await client.query(`create table p_${parents}_default partition of p_${parents} default`)
    },
    'app',
  )
  console.log('with a default partition')
  const second = await rotated(url, `p_${parents}`)
  if (slow || !first || !second) process.exitCode = 1
} finally {
  await opened.close()
  await house.stop()
}
