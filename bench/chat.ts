/**
 * Measures how fast Howdah acknowledges commands during an index build, beside build 7eed60f (before actions had
 * drivers) and a bare Bolt app with an empty listener, in the same run and by turns: `npm run bench:chat -- [seconds]
 * [commands a second] [rounds]`. Fails when a command is lost, or not answered exactly once.
 */
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { botEnv } from '#local/bot-env'
import { startControl } from '#local/control'
import { giveToServers } from '#local/data-root'
import { startPostgres } from '#local/postgres/server'
import { localSecrets } from '#local/secrets'
import { type LocalSlack, startLocalSlack } from '#local/slack/server'
import { now, type Tree, unpackBaseline } from './baseline/unpack.ts'
import { shortfallsOf } from './chat/shortfalls.ts'

const seconds = Number(process.argv[2] ?? 60)
const perSecond = Number(process.argv[3] ?? 50)
const rounds = Number(process.argv[4] ?? 3)
const dir = mkdtempSync(join(tmpdir(), 'howdah-bench-'))
chmodSync(dir, 0o755)

/** Howdah takes one command a second of a person, and Slack identifies 100 people a minute. */
const crowd = Array.from({ length: Math.ceil(perSecond * 1.2) }, (_, place) => `person${place}`)
const idOf = (name: string): string => `U_${name.toUpperCase()}`

const openSlack = (): Promise<LocalSlack> =>
  startLocalSlack({
    team: { id: 'T_LOCAL', name: 'Bench' },
    app: { name: 'Howdah', command: '/pg' },
    people: [
      { id: 'U_OLGA', name: 'olga', realName: 'Olga', title: '', standing: 'member' },
      { id: 'U_ADAM', name: 'adam', realName: 'Adam', title: '', standing: 'member' },
      ...crowd.map(name => ({
        id: idOf(name),
        name,
        realName: name,
        title: '',
        standing: 'member' as const,
      })),
    ],
    channels: { 'db-ops': { id: 'C_OPS', members: ['U_OLGA', 'U_ADAM', ...crowd.map(idOf)] } },
  })

const connected = (slack: LocalSlack) =>
  slack.waitFor(state => state.connected, { timeoutMs: 30_000, what: 'the app' })

const child = (program: string, env: Readonly<Record<string, string>>) => {
  const started = spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'], HOWDAH_TIED: '1', ...env },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const ended = new Promise<void>(resolve => started.once('exit', () => resolve()))
  return {
    async stop() {
      started.kill('SIGTERM')
      await ended
    },
  }
}

interface Measured {
  readonly p50: number
  readonly p99: number
  readonly most: number
  readonly lost: number
}

/** Sends `perSecond` commands a second, evenly spaced, and waits for every acknowledgement. */
const measure = async (slack: LocalSlack, text: (n: number) => string): Promise<Measured> => {
  const acks: Promise<number | null>[] = []
  const started = performance.now()
  for (let n = 0; n < seconds * perSecond; n += 1) {
    const due = started + (n * 1_000) / perSecond - performance.now()
    if (due > 0) await new Promise(resolve => setTimeout(resolve, due))
    acks.push(
      slack.say(crowd[n % crowd.length] ?? '', 'db-ops', text(n)).then(
        got => (got.kind === 'acked' ? got.ms : null),
        () => null,
      ),
    )
  }
  const got = await Promise.all(acks)
  const ms = got.filter(one => one !== null).toSorted((one, other) => one - other)
  const at = (share: number) =>
    ms[Math.min(ms.length - 1, Math.floor(ms.length * share))] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99), most: at(1), lost: got.length - ms.length }
}

const bare = async (): Promise<Measured> => {
  const slack = await openSlack()
  const app = child(join(import.meta.dirname, 'chat/bare-app.ts'), {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
  })
  await connected(slack)
  const measured = await measure(slack, n => `/pg plan show x-${n}`)
  await app.stop()
  await slack.close()
  return measured
}

/** Builds indexes one after another until stopped; each build is asked for and approved in chat. */
const keepBuilding = (slack: LocalSlack) => {
  const begun = Promise.withResolvers<void>()
  const stopping = new AbortController()
  let builds = 0
  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      builds += 1
      await slack.say('olga', 'db-ops', `/pg index create big columns=md5(a || '${builds}'),a`)
      const plan = await slack.waitFor(state =>
        state.messages.find(
          // Skips the thousands of answers for a single person: searching them would slow the measured
          // process.
          one =>
            one.channel === 'C_OPS' &&
            one.onlyFor === null &&
            JSON.stringify(one.blocks).includes('"approve"'),
        ),
      )
      await slack.click('adam', 'db-ops', plan.ts, 'approve')
      begun.resolve()
      await slack.waitFor(
        state =>
          JSON.stringify(state.messages.find(one => one.ts === plan.ts)?.blocks).includes('Done.'),
        { timeoutMs: 300_000, what: 'the end of a build' },
      )
    }
  }
  const working = work()
  working.catch(begun.reject)
  return {
    first: begun.promise,
    /** Returns the number of builds. */
    async stop(): Promise<number> {
      stopping.abort()
      await working
      return builds
    },
  }
}

/**
 * Enough rows that a build takes seconds; fewer in a short run, because creating the table takes time
 * too.
 */
const rows = Math.min(4_000_000, seconds * 200_000)

const howdah = async ({ root }: Tree) => {
  const house = mkdtempSync(join(dir, 'house-'))
  chmodSync(house, 0o755)
  const servers = join(house, 'servers')
  giveToServers(servers)
  const secrets = localSecrets(house)
  const [control, managed] = await Promise.all([
    startControl(servers, secrets),
    startPostgres({ dir: join(servers, 'managed'), settings: { synchronous_commit: 'off' } }),
  ])
  const client = new Client({ connectionString: managed.url('postgres') })
  await client.connect()
  await client.query(`create role howdah login password '${secrets.howdah}'`)
  await client.query('grant pg_monitor to howdah')
  await client.query('create role app')
  await client.query('grant app to howdah with inherit false, set true')
  await client.query('grant create on schema public to app')
  await client.query('set role app')
  await client.query(
    `create table big as select md5(i::text) as a from generate_series(1, ${rows}) i`,
  )
  await client.end()
  const slack = await openSlack()
  const config = join(house, 'howdah.json')
  writeFileSync(
    config,
    JSON.stringify({
      channels: { ops: 'C_OPS' },
      people: { operators: ['U_OLGA', ...crowd.map(idOf)], approvers: ['U_ADAM'] },
      record: join(house, 'record'),
      clusters: {
        bench: {
          environment: 'sample',
          url: `postgres://howdah:${secrets.howdah}@127.0.0.1:${managed.port}/postgres`,
        },
      },
    }),
  )
  const bot = child(join(root, 'src/main.ts'), {
    ...botEnv(slack, control, { config, signingKey: secrets.signingKey }),
    LOG_LEVEL: 'error',
  })
  await connected(slack)
  const building = keepBuilding(slack)
  await building.first
  const measured = await measure(slack, n => `/pg plan show x-${n}`)
  const builds = await building.stop()
  const wanted = seconds * perSecond
  const answersTo = (n: number) =>
    slack.state.messages.filter(one => one.onlyFor !== null && one.text.includes(`plan x-${n}.`))
      .length
  // Answers come after acknowledgements: the last answers get a moment.
  await slack
    .waitFor(() => Array.from({ length: wanted }, (_, n) => n).every(n => answersTo(n) > 0), {
      timeoutMs: 30_000,
      what: 'all answers',
    })
    .catch(() => {})
  const answers = Array.from({ length: wanted }, (_, n) => answersTo(n))
  await bot.stop()
  await slack.close()
  await Promise.all([control.stop(), managed.stop()])
  return {
    ...measured,
    unanswered: answers.filter(count => count === 0).length,
    doubled: answers.filter(count => count > 1).length,
    builds,
  }
}

const row = (name: string, { p50, p99, most, lost }: Measured) =>
  console.log(
    `${name.padEnd(28)} p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, most ${most.toFixed(0)} ms, ${lost} lost`,
  )

const middle = (found: readonly number[]): number =>
  found.toSorted((one, other) => one - other)[Math.floor((found.length - 1) / 2)] ?? Number.NaN

const shortfalls: string[] = []
try {
  const before = unpackBaseline(dir, '7eed60f')
  console.log(`${perSecond} commands/s for ${seconds} s, ${rounds} rounds:`)
  const bares: Measured[] = []
  const found = new Map<Tree, Measured[]>([
    [before, []],
    [now, []],
  ])
  for (let round = 0; round < rounds; round += 1) {
    const alone = await bare()
    bares.push(alone)
    row('bare Bolt app', alone)
    for (const [tree, all] of found) {
      const busy = await howdah(tree)
      all.push(busy)
      row(`${tree.name}, indexes building`, busy)
      console.log(
        `  answers: ${busy.unanswered} missing, ${busy.doubled} doubled; ${busy.builds} indexes built`,
      )
      if (tree === now) shortfalls.push(...shortfallsOf(alone.lost, busy))
    }
  }
  const ratio = (over: readonly Measured[], under: readonly Measured[]) =>
    (['p50', 'p99'] as const)
      .map(at => {
        const [one, other] = [over, under].map(all => middle(all.map(each => each[at])))
        return `${at} ${((one ?? Number.NaN) / (other ?? Number.NaN)).toFixed(2)}`
      })
      .join(', ')
  const mine = found.get(now) ?? []
  console.log(`now ÷ ${before.name}: ${ratio(mine, found.get(before) ?? [])}`)
  console.log(`now ÷ bare Bolt app: ${ratio(mine, bares)}`)
  if (shortfalls.length > 0) {
    console.error(`bench:chat: ${shortfalls.join(', ')}.`)
    process.exitCode = 1
  }
} finally {
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
}
