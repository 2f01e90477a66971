/**
 * How long a command takes until its plan waits for approval, beside build a244118 in the same run, on a
 * small catalogue and on one of 25,000 indexes; and how long `doctor` takes for 20 clusters: `npm run
 * bench:plan-time -- [rounds]`. Fails when a plan takes over 1.1 times as long as before, or doctor over 3 s.
 */
import type { Client } from 'pg'
import { compare } from './baseline/compare.ts'
import { openHouse } from './baseline/house.ts'
import { fill } from './index-list/fill.ts'
import { type Asker, openAsker } from './plan-time/asker.ts'

const rounds = Number(process.argv[2] ?? 41)
const sizes = { small: 500, large: 25_000 }
const databases = ['small', 'large'] as const
const clusters = 20
const house = await openHouse(databases, { replica: true })
const askers: Asker[] = []
const slow: string[] = []

const open = (build: Parameters<typeof openAsker>[0]): Asker => {
  const asker = openAsker(build)
  askers.push(asker)
  return asker
}

/** Each round has a table of its own: an equal plan would take the place of the one before. */
const commands = (database: string, pid: number) => ({
  'index create': (round: number) =>
    `index create t_${round} columns=name where=k>${round} database=${database}`,
  'index drop': (round: number) => `index drop t_${round}_email_idx database=${database}`,
  'session terminate': () => `session terminate ${pid} database=${database}`,
})

try {
  for (const database of databases)
    await house.within(database, async client => {
      await client.query('create extension pg_stat_statements')
      await client.query('set role app')
      await fill(client, sizes[database])
      for (let calls = 0; calls < 20; calls += 1)
        await client.query(`select /* call ${calls} */ name from t_${calls} where name = 'x'`)
    })
  const builds = {
    before: { ...house.before, asker: open(house.before) },
    after: { ...house.after, asker: open(house.after) },
  }
  for (const database of databases) {
    const compareAll = async (victim: Client): Promise<void> => {
      const { rows } = await victim.query<{ pid: number }>('select pg_backend_pid() as pid')
      await victim.query('begin')
      for (const [what, words] of Object.entries(commands(database, rows[0]?.pid ?? 0))) {
        // A first plan opens connections and compiles.
        for (const { asker } of Object.values(builds)) await asker.ask(words(0), 'proposed')
        const { timeRatio } = await compare(
          `${what}, ${sizes[database]} indexes`,
          { ...builds, rounds },
          ({ asker }, round) => asker.ask(words(round + 1), 'proposed'),
        )
        if (timeRatio > 1.1)
          slow.push(`${what}, ${sizes[database]} indexes: ${timeRatio.toFixed(2)}`)
      }
    }
    await house.within(database, compareAll, 'app')
  }
  const env = { ...house.after.env, HOWDAH_CONFIG: await house.clustersOf(clusters) }
  const many = open({ ...house.after, env })
  const doctor = async () => (await many.ask('doctor', 'answer')).ms
  const first = await doctor()
  const later = await doctor()
  console.log(`doctor, ${clusters} clusters: ${first.toFixed(0)} ms, then ${later.toFixed(0)} ms`)
  if (Math.max(first, later) > 3_000) slow.push('doctor')
  if (slow.length > 0) {
    console.error(`bench:plan-time: ${slow.join('; ')}.`)
    process.exitCode = 1
  }
} finally {
  for (const asker of askers) await asker.stop()
  await house.stop()
}
