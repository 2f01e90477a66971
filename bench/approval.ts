/**
 * How long an approved run takes until its first statement reaches the target, beside build 7eed60f (before actions
 * had drivers) in the same run: `npm run bench:approval -- [rounds]`. Fails when that takes over 1.0 times as long.
 * A session is ended, so the target itself tells the instant; and an index is built, from approval to intent.
 */
import { Client } from 'pg'
import { type Approver, openApprover } from './approval/approver.ts'
import { compare } from './baseline/compare.ts'
import { openHouse } from './baseline/house.ts'

const rounds = Number(process.argv[2] ?? 41)
/** A ratio of two medians that are equal comes to this in one run of twenty. */
const noise = 0.05
const house = await openHouse(['shop'], { commit: '7eed60f' })
const approvers: Approver[] = []
const slow: string[] = []

const judge = (what: string, ratio: number): void => {
  if (ratio > 1 + noise) slow.push(`${what}: ${ratio.toFixed(2)}`)
}

try {
  await house.within('shop', async client => {
    await client.query('create extension pg_stat_statements')
    await client.query('set role app')
    await client.query('create table users (id int, email text)')
  })
  const builds = { before: { ...house.before }, after: { ...house.after } }
  const open = (build: typeof builds.before) => {
    const approver = openApprover(build)
    approvers.push(approver)
    return { ...build, approver }
  }
  const both = { before: open(builds.before), after: open(builds.after), rounds }

  /** Milliseconds from the approval to the end of the session, by the machine's monotonic clock. */
  const ended = async ({ approver }: typeof both.before) => {
    let ms = Number.NaN
    await house.within(
      'shop',
      async ({ host, port, user, password, database }) => {
        const victim = new Client({
          host,
          port,
          user: user ?? '',
          password,
          database: database ?? '',
        })
        victim.on('error', () => {})
        await victim.connect()
        const { rows } = await victim.query<{ pid: number }>('select pg_backend_pid() as pid')
        const gone = new Promise<bigint>(resolve => {
          victim.once('end', () => resolve(process.hrtime.bigint()))
        })
        const said = await approver.run(`session terminate ${rows[0]?.pid ?? 0}`)
        ms = Number((await gone) - BigInt(said.approvedAt)) / 1e6
      },
      'app',
    )
    return { ms, peakMb: approver.peakMb() }
  }
  /** Each build makes a new index: an index like an old index is refused. */
  let made = 0
  const intended = async ({ approver }: typeof both.before) => {
    made += 1
    const said = await approver.run(
      `index create users columns=id where=id>${made} name=users_${made}`,
    )
    return { ms: said.intentMs, peakMb: approver.peakMb() }
  }
  for (const [what, run] of [
    ['session terminate, to the end of the session', ended],
    ['index create, to the intent', intended],
  ] as const) {
    // The first run of a process opens connections and compiles.
    for (const build of [both.before, both.after])
      for (let warm = 0; warm < 3; warm += 1) await run(build)
    judge(what, (await compare(what, both, run)).timeRatio)
  }
  if (slow.length > 0) {
    console.error(`bench:approval: ${slow.join('; ')}.`)
    process.exitCode = 1
  }
} finally {
  for (const approver of approvers) await approver.stop()
  await house.stop()
}
