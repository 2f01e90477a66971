/**
 * How long a harmful change stays: `npm run bench:guards -- [breaches]`. On 10 clusters changes are made under guards
 * and the traffic of the clusters then suffers; in every second batch all processes are killed at that instant, and new
 * processes start. Then 50 guards on 20 clusters, of which 5 stop answering. Fails when half of the breaches take over
 * 15 s until they are reverted or one of a hundred over 60 s, or when a guard is judged over 10 s after it was due.
 */
import { openEngine } from '#test/support/engine'
import { allAre, approved } from './guards/change.ts'
import { guarded } from './guards/guarded.ts'
import { openGuardHouse } from './guards/house.ts'
import { latenessOf } from './guards/lateness.ts'

const breaches = Number(process.argv[2] ?? 100)
const atOnce = 10
const failures: string[] = []

const quantile = (found: readonly number[], share: number): number =>
  found.toSorted((one, other) => one - other)[
    Math.min(found.length - 1, Math.ceil(found.length * share) - 1)
  ] ?? Number.NaN

const tell = (what: string, seconds: readonly number[]): void =>
  console.log(
    `${what.padEnd(44)} ${String(seconds.length).padStart(5)}: p50 ${quantile(seconds, 0.5).toFixed(1)} s, p99 ${quantile(seconds, 0.99).toFixed(1)} s, most ${Math.max(...seconds).toFixed(1)} s`,
  )

const times = `select extract(epoch from reverting.at - $2::timestamptz)::float8 as found,
    extract(epoch from undo.ended_at - $2::timestamptz)::float8 as reverted,
    extract(epoch from undo.ended_at - reverting.at)::float8 as undoing
  from howdah.run join howdah.journal reverting on reverting.run_id = run.id and reverting.kind = 'reverting'
    join howdah.plan undo on undo.id = reverting.detail ->> 'by' where run.plan_id = $1`

interface Times {
  readonly found: number
  readonly reverted: number
  readonly undoing: number
}

const breach = async (): Promise<void> => {
  const house = await openGuardHouse(atOnce)
  const opened = openEngine(house.env, { holder: 'bench', playbooks: [guarded] })
  const all: Record<'living' | 'killed', Times[]> = { living: [], killed: [] }
  try {
    let started = 0
    const two = () => Promise.all([1, 2].map(() => house.start(`engine-${(started += 1)}`)))
    let engines = await two()
    for (let batch = 0; batch * atOnce < breaches; batch += 1) {
      const made = await Promise.all(
        house.clusters.map((cluster, place) =>
          approved(opened, cluster, { place, label: cluster.name, value: '101' }),
        ),
      )
      const plans = made.map(({ plan }) => plan)
      await allAre(opened, plans, outcome => outcome === 'succeeded')
      const from = new Date()
      await Promise.all(house.clusters.map(cluster => cluster.harm(true)))
      const isKilled = batch % 2 === 1
      if (isKilled) {
        await Promise.all(engines.map(kill => kill()))
        engines = await two()
      }
      await allAre(opened, plans, outcome => outcome === 'reverted')
      for (const plan of plans)
        all[isKilled ? 'killed' : 'living'].push(
          ...(await opened.parts.store.query<Times>(times, [plan, from])),
        )
      await Promise.all(house.clusters.map(cluster => cluster.harm(false)))
    }
    for (const [how, found] of Object.entries(all)) {
      tell(
        `harm to guard's decision, processes ${how}`,
        found.map(one => one.found),
      )
      tell(
        `decision to reverted, processes ${how}`,
        found.map(one => one.undoing),
      )
    }
    const reverted = [...all.living, ...all.killed].map(one => one.reverted)
    tell('harm to reverted', reverted)
    if (quantile(reverted, 0.5) > 15) failures.push('half of the breaches take over 15 s')
    if (quantile(reverted, 0.99) > 60) failures.push('a breach takes over 60 s')
  } finally {
    await opened.close()
    await house.stop()
  }
}

await breach()
const { answering, silent } = await latenessOf({ guards: 50, clusters: 20, silent: 5, seconds: 60 })
tell('judged after due, clusters that answer', answering)
tell('judged after due, silent clusters', silent)
if (Math.max(...answering, ...silent) > 10) failures.push('a guard is judged over 10 s late')
if (failures.length > 0) {
  console.error(`bench:guards: ${failures.join('; ')}.`)
  process.exitCode = 1
}
process.exit()
