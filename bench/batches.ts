/**
 * Batches over many rows beside a writer: `npm run bench:batches -- [rows] [rows of a batch] [ms between two]`. The run
 * holds at the end of a window, and the process is killed; each row has to be done once. Prints the wait of the writer
 * as a ratio to the waits right before and after in the same run, in turns; and two such controls against each other, as
 * the noise of the machine. Fails where the median of the turns is over 1.2 times, or at a wrong row.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { propose } from '#engine/plan/propose'
import { isRefusal } from '#model/refusal'
import { countRows } from '#test/support/batches/counting'
import { openEngine } from '#test/support/engine'
import { person } from '#test/support/in-process'
import { openHouse } from './baseline/house.ts'
import { startWriter } from './batches/writer.ts'

const [rows = 1_000_000, batch = 2_000, pauseMs = 50] = process.argv.slice(2).map(Number)
const open = '2026-11-28T02:00:00Z'
/** Right before an opening: a run that waits for its window looks again at that time, not after a minute. */
const closed = '2026-11-28T00:59:58Z'
const most = 1.2
/** The writer is measured so often with batches, and for so many milliseconds without before and after. */
const turns = 10
const aloneMs = 8_000
/** The smallest batch that the plan allows. */
const leastRows = 50

const house = await openHouse(['shop'])
const clock = `${house.after.config}.clock`
const config = `${house.after.config}.batches.json`
const inventory = JSON.parse(readFileSync(house.after.config, 'utf8')) as {
  readonly clusters: { readonly bench: object }
}
const windows = [{ days: ['sat'], from: '01:00', to: '05:00', zone: 'UTC' }]
writeFileSync(
  config,
  JSON.stringify({
    ...inventory,
    engine: { tokenSeconds: 5, sweepSeconds: 0.5 },
    clusters: { bench: { ...inventory.clusters.bench, windows } },
  }),
)
writeFileSync(clock, closed)
const env = { ...house.after.env, HOWDAH_CONFIG: config }
const opened = openEngine(env, { holder: 'bench', playbooks: [countRows] })
const { store } = opened.parts

let started = 0
const startEngine = async (): Promise<ChildProcess> => {
  started += 1
  const child = spawn(process.execPath, [join(import.meta.dirname, 'batches/engine.ts')], {
    env: {
      PATH: process.env['PATH'],
      ...env,
      HOWDAH_PROCESS: `engine-${started}`,
      BENCH_CLOCK: clock,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout ?? child, 'data')
  return child
}

const plan = async (): Promise<string> => {
  const made = await propose(opened.parts, {
    wanted: {
      cluster: 'bench',
      database: 'shop',
      playbook: 'table.count',
      input: { table: 'counted', rows: batch, least: leastRows, pause: pauseMs },
      undoes: null,
    },
    person: person('olga'),
    via: 'slack',
    reason: null,
    ticket: null,
    change: null,
  })
  if (isRefusal(made)) throw new Error(made.because)
  await opened.engine.approve(person('adam'), made.id)
  return made.id
}

interface Standing {
  readonly state: string | null
  readonly outcome: string | null
  readonly done: number
}

const standing = async (id: string): Promise<Standing> => {
  const [row] = await store.query<Standing>(
    `select state, outcome, coalesce((select (body -> 'done' ->> 'rows')::int from howdah.checkpoint
       join howdah.run on run.id = run_id where plan_id = plan.id order by seq desc limit 1), 0) as done
     from howdah.plan where id = $1`,
    [id],
  )
  return row ?? { state: null, outcome: null, done: 0 }
}

/** A held run looks at the clock once a minute; the bench does not wait for that. */
const wake = async (id: string): Promise<void> => {
  await store.query('update howdah.run set wake_at = clock_timestamp() where plan_id = $1', [id])
}

/** Milliseconds until it is so. */
const until = async (id: string, fits: (now: Standing) => boolean): Promise<number> => {
  const began = performance.now()
  for (;;) {
    const now = await standing(id)
    if (fits(now)) return performance.now() - began
    if (now.outcome !== null) throw new Error(`it ended as ${now.outcome}`)
    await sleep(250)
  }
}

const control = (turn: number): string => `control ${turn}`
const beside = (turn: number): string => `batches ${turn}`

const quantile = (found: readonly number[], share: number): number =>
  found.toSorted((one, other) => one - other)[
    Math.min(found.length - 1, Math.floor(found.length * share))
  ] ?? Number.NaN

/** `1.04 x (0.91 to 1.30)`: the median, and the range. */
const told = (ratios: readonly number[]): string =>
  `${quantile(ratios, 0.5).toFixed(2)} x (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`

const failures: string[] = []
const engines: ChildProcess[] = []

const isDone =
  (turn: number) =>
  ({ done, outcome }: Standing): boolean =>
    outcome === 'succeeded' || done >= (turn / turns) * rows
const isHalted = ({ state, outcome }: Standing): boolean =>
  state === 'parked' || outcome === 'succeeded'

const killOnce = async (id: string): Promise<void> => {
  engines[0]?.kill('SIGKILL')
  const killed = performance.now()
  const { done } = await standing(id)
  engines.push(await startEngine())
  await until(id, now => now.done > done + batch)
  console.log(
    `killed at about ${done} rows; another process went on ${((performance.now() - killed) / 1_000).toFixed(1)} s later`,
  )
}
try {
  await house.within(
    'shop',
    async client => {
      await client.query(
        'create table counted (id bigint primary key, n int not null default 0, written int not null default 0)',
      )
      await client.query('insert into counted select generate_series(1, $1::int)', [rows])
      await client.query('vacuum analyze counted')
    },
    'app',
  )
  const id = await plan()
  engines.push(await startEngine())
  await house.within(
    'shop',
    async client => {
      const writer = startWriter(client, rows)
      const alone = async (turn: number) => {
        await sleep(500)
        writer.during(control(turn))
        await sleep(aloneMs)
        writer.during(null)
      }
      const began = performance.now()
      let working = 0
      // In turns, since the machine may have other things to do.
      for (let turn = 0; turn < turns; turn += 1) {
        await alone(turn)
        writeFileSync(clock, open)
        await wake(id)
        await until(id, ({ state }) => state === 'running')
        const opened = performance.now()
        writer.during(beside(turn))
        await until(id, isDone(turn + 0.5))
        if (turn === turns / 2) {
          writer.during(null)
          await killOnce(id)
          writer.during(beside(turn))
        }
        await until(id, isDone(turn + 1))
        writer.during(null)
        working += (performance.now() - opened) / 1_000
        writeFileSync(clock, closed)
        const held = await until(id, isHalted)
        if (turn > 0) continue
        const { done } = await standing(id)
        console.log(
          `held ${(held / 1_000).toFixed(1)} s after the end of the window, at ${done} of ${rows} rows`,
        )
      }
      await alone(turns)
      writeFileSync(clock, open)
      await wake(id)
      await until(id, ({ outcome }) => outcome === 'succeeded')
      const seconds = (performance.now() - began) / 1_000
      await writer.stop()
      const { rows: counts } = await client.query<{ n: number; rows: number }>(
        'select n, count(*)::int as rows from counted group by n order by n',
      )
      const wrong = counts.filter(({ n }) => n !== 1)
      console.log(
        `${rows} rows in batches of up to ${batch}, at least ${pauseMs} ms apart, in ${working.toFixed(0)} s of work (${seconds.toFixed(0)} s with all controls): ${counts.map(one => `${one.rows} rows ${one.n} times`).join(', ')}`,
      )
      const all = Array.from({ length: turns }, (_, turn) => turn)
      const around = (turn: number) => [control(turn), control(turn + 1)] as const
      for (const share of [0.5, 0.99]) {
        const at = (...phases: readonly string[]) => quantile(writer.waits(...phases), share)
        const ratios = all.map(turn => at(beside(turn)) / at(...around(turn)))
        const noise = all.map(turn => at(control(turn + 1)) / at(control(turn)))
        const [with_, without] = [at(...all.map(beside)), at(...all.flatMap(around))]
        console.log(
          `writer's p${share * 100} beside batches against without: ${told(ratios)}; of all turns together ${(with_ / without).toFixed(2)} x, ${with_.toFixed(2)} ms against ${without.toFixed(2)} ms`,
        )
        console.log(`  noise, control against control: ${told(noise)}`)
        if (share === 0.99 && quantile(ratios, 0.5) > most) failures.push(`over ${most} times`)
      }
      console.log(
        `${writer.waits(...all.flatMap(around)).length} writes without, ${writer.waits(...all.map(beside)).length} beside`,
      )
      if (wrong.length > 0) failures.push('a row was done twice or never')
      if (failures.length > 0) {
        console.error(`bench:batches: ${failures.join('; ')}.`)
        process.exitCode = 1
      }
    },
    'app',
  )
} finally {
  for (const engine of engines) engine.kill('SIGKILL')
  await opened.close()
  await house.stop()
}
