/**
 * Batches over many rows beside a writer: `npm run bench:batches -- [rows] [rows of a batch] [ms between two]`. The run
 * holds at the end of a window, and the process is killed; each row has to be done once. Prints the wait of the writer
 * beside the wait without batches in the same run. Fails at more than 1.2 times, or at a wrong row.
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

const [rows = 1_000_000, batch = 500, pauseMs = 50] = process.argv.slice(2).map(Number)
const open = '2026-11-28T02:00:00Z'
/** Right before an opening: a run that waits for its window looks again at that time, not after a minute. */
const closed = '2026-11-28T00:59:58Z'
const most = 1.2
/** The writer is measured so often with batches and without, each time so many milliseconds without. */
const turns = 10
const aloneMs = 5_000

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
      input: { table: 'counted', rows: batch, pause: pauseMs },
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
    `select state, outcome, coalesce((select max((body -> 'done' ->> 'rows')::int) from howdah.checkpoint
       join howdah.run on run.id = run_id where plan_id = plan.id), 0) as done from howdah.plan where id = $1`,
    [id],
  )
  return row ?? { state: null, outcome: null, done: 0 }
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
      const alone = async () => {
        await sleep(500)
        writer.during('nothing')
        await sleep(aloneMs)
        writer.during(null)
      }
      const began = performance.now()
      // In turns, since the machine may have other things to do.
      for (let turn = 0; turn < turns; turn += 1) {
        await alone()
        writeFileSync(clock, open)
        await until(id, ({ state }) => state === 'running')
        writer.during('batches')
        await until(id, isDone(turn + 0.5))
        if (turn === turns / 2) {
          writer.during(null)
          await killOnce(id)
          writer.during('batches')
        }
        await until(id, isDone(turn + 1))
        writer.during(null)
        writeFileSync(clock, closed)
        const held = await until(id, isHalted)
        if (turn > 0) continue
        const { done } = await standing(id)
        console.log(
          `held ${(held / 1_000).toFixed(1)} s after the end of the window, at ${done} of ${rows} rows`,
        )
      }
      writeFileSync(clock, open)
      await until(id, ({ outcome }) => outcome === 'succeeded')
      const seconds = (performance.now() - began) / 1_000
      await writer.stop()
      const { rows: counts } = await client.query<{ n: number; rows: number }>(
        'select n, count(*)::int as rows from counted group by n order by n',
      )
      const wrong = counts.filter(({ n }) => n !== 1)
      console.log(
        `${rows} rows in batches of ${batch}, ${pauseMs} ms apart, in ${seconds.toFixed(0)} s with all pauses: ${counts.map(one => `${one.rows} rows ${one.n} times`).join(', ')}`,
      )
      const at = (share: number) =>
        ({
          without: writer.quantile('nothing', share),
          beside: writer.quantile('batches', share),
        }) as const
      for (const [name, share] of [
        ['p50', 0.5],
        ['p99', 0.99],
      ] as const) {
        const { without, beside: with_ } = at(share)
        console.log(
          `writer's ${name}: ${without.toFixed(2)} ms without, ${with_.toFixed(2)} ms beside batches: ${(with_ / without).toFixed(2)} x`,
        )
      }
      console.log(`${writer.writes('nothing')} writes without, ${writer.writes('batches')} beside`)
      const ratio = at(0.99).beside / at(0.99).without
      if (wrong.length > 0 || ratio > most) {
        console.error(
          `bench:batches: ${wrong.length > 0 ? 'a row was done twice or never' : `over ${most} times`}.`,
        )
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
