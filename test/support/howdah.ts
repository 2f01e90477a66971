/** The whole of Howdah for a test: real servers, the local Slack, and bots as separate processes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { freePort } from '#local/postgres/server'
import type { PageMessage } from '#local/slack/page-protocol'
import { type LocalSlack, startLocalSlack } from '#local/slack/server'
import { type OpenStore, openStore } from '#store/store'
import { controlRoles, ownerUrlOf } from '#test/support/control-database'
import { type TestServer, testServer } from '#test/support/postgres'
import { profile } from '#test/support/profile'
import { programEnv } from '#test/support/program-env'
import { testKey, testSigner } from '#test/support/signing'

export interface Howdah {
  readonly slack: LocalSlack
  readonly control: TestServer
  readonly managed: TestServer
  /** Database of cluster `shop`, owned by role `app`. */
  readonly database: string
  readonly store: OpenStore
  /** Folder of the anchor file and the spool. */
  readonly recordDir: string
  readonly ownerUrl: string
  /** Environment of every bot, except for Slack's tokens, and of the command line. */
  readonly env: Readonly<Record<string, string>>
  /** Starts a bot and waits until Slack has the bot's sockets. */
  start(env?: Readonly<Record<string, string>>, folder?: string): Promise<Bot>
  /** Says a command in #db-ops; returns the words told only to the speaker. */
  say(as: Who, text: string): ReturnType<LocalSlack['say']>
  /** Finds the newest message in #db-ops for which `fits` holds. */
  message(fits: (message: PageMessage) => boolean, what?: string): Promise<PageMessage>
  click(as: Who, message: PageMessage, action: string): ReturnType<LocalSlack['click']>
  /** Says a command that makes a plan, and waits for the plan's message. */
  plan(text: string): Promise<PageMessage>
  /** Makes a plan by `ask`, and waits for the plan's message. */
  planned(ask: () => Promise<unknown>): Promise<PageMessage>
  thread(message: PageMessage): readonly PageMessage[]
  /** Kills or freezes the first bot that reaches this point. */
  failAt(point: string, how?: 'kill' | 'freeze'): void
  /** The file with the point, for processes of other kinds. */
  readonly failpointFile: string
  /** True when some bot reached the point. */
  failed(): boolean
  /** Living bots, frozen bots included. */
  readonly bots: readonly Bot[]
  /** Reads all that the bots wrote to the log. */
  log(): string
}

export interface Bot {
  readonly process: ChildProcess
  readonly name: string
  /** Address for Slack's requests in HTTP mode. */
  readonly requestUrl: string
  kill(signal?: NodeJS.Signals): void
  readonly ended: Promise<void>
}

/** Noa is a member of the team without a role in Howdah. */
export type Who = 'olga' | 'adam' | 'dana' | 'gus' | 'noa'

export interface HowdahOptions {
  readonly engine?: { readonly tokenSeconds: number; readonly sweepSeconds: number }
  readonly managed?: TestServer
  /** Statements to run in the managed database, as the owner `app`. */
  readonly tables?: readonly string[]
  readonly inventory?: Readonly<Record<string, unknown>>
  /** False leaves the control database empty: bots with `ownerUrl` migrate. */
  readonly migrated?: boolean
  /** Channels to add or to replace. */
  readonly channels?: Parameters<typeof startLocalSlack>[0]['channels']
  /** Scopes that the Slack app was not given. */
  readonly lacks?: readonly string[]
  readonly slackLimits?: Parameters<typeof startLocalSlack>[0]['limits']
  /** Values to add or to replace in cluster `shop` of the inventory. */
  readonly cluster?: Readonly<Record<string, unknown>>
  /** Databases that the inventory lists after `database`. */
  readonly alsoListed?: readonly string[]
  /** Clusters before `shop` in the inventory. */
  readonly clusters?: Readonly<Record<string, unknown>>
  /** Sets up roles and extensions of the managed server; by default the profile does. */
  readonly prepare?: (server: TestServer, database: string) => Promise<void>
  /** Chooses signed HTTP instead of Socket Mode. */
  readonly http?: boolean
}

const here = join(import.meta.dirname, '../..')
const everybody = ['U_OLGA', 'U_ADAM', 'U_DANA', 'U_GUS', 'U_NOA']

export const startHowdah = async (options: HowdahOptions = {}): Promise<Howdah> => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-journey-'))
  const migrated = options.migrated ?? true
  const control = await testServer({}, migrated ? 'control' : 'empty')
  const managed =
    options.managed ?? (await testServer({ log_statement: 'all', ...profile.settings }))
  const database = await managed.freshDatabase()
  await (options.prepare ?? profile.prepare)(managed, database)
  await managed.run('postgres', `alter database ${database} owner to app`)
  for (const statement of options.tables ?? []) {
    await managed.run(database, `set role app; ${statement}`)
  }
  if (!migrated) await control.run('postgres', ...controlRoles)
  const ownerUrl = ownerUrlOf(control)
  const databaseUrl = control.url('howdah', 'howdah', 'control')
  const slack = await startLocalSlack({
    mode: options.http ? { kind: 'http', requestUrl: null } : { kind: 'socket' },
    team: { id: 'T_LOCAL', name: 'Shop' },
    app: { name: 'Howdah', command: '/pg', lacks: options.lacks ?? [] },
    people: [
      { id: 'U_OLGA', name: 'olga', realName: 'Olga', title: 'operator', standing: 'member' },
      { id: 'U_ADAM', name: 'adam', realName: 'Adam', title: 'approver', standing: 'member' },
      { id: 'U_DANA', name: 'dana', realName: 'Dana', title: 'approver', standing: 'member' },
      { id: 'U_GUS', name: 'gus', realName: 'Gus', title: 'guest', standing: 'guest' },
      { id: 'U_NOA', name: 'noa', realName: 'Noa', title: 'new', standing: 'member' },
    ],
    channels: {
      'db-ops': { id: 'C_OPS', members: everybody },
      'db-reports': { id: 'C_REPORTS', members: everybody },
      'db-audit': { id: 'C_AUDIT', members: everybody },
      ...options.channels,
    },
    // Most tests need not wait for Slack's limit of a post per second, nor fail at Slack's 3 s on a busy machine.
    limits: {
      ackMs: 8_000,
      triggerMs: 30_000,
      postsPerSecond: 1_000,
      postBurst: 1_000,
      tier3: 100_000,
      tier4: 100_000,
      ...options.slackLimits,
    },
  })
  const recordDir = join(dir, 'record')
  const inventory = join(dir, 'howdah.json')
  writeFileSync(
    inventory,
    JSON.stringify({
      channels: { ops: 'C_OPS', reports: 'C_REPORTS', audit: 'C_AUDIT' },
      people: { operators: ['U_OLGA'], approvers: ['U_ADAM', 'U_DANA'] },
      engine: options.engine ?? { tokenSeconds: 3, sweepSeconds: 0.3 },
      record: recordDir,
      clusters: {
        ...options.clusters,
        shop: {
          environment: 'sample',
          databases: [database, ...(options.alsoListed ?? [])],
          nodes: [{ name: 'shop-1', url: `postgres://127.0.0.1:${managed.port}` }],
          credentials: { observe: 'howdah:howdah', ddl: 'howdah:howdah' },
          ...profile.cluster,
          ...options.cluster,
        },
      },
      ...options.inventory,
    }),
  )
  const base = {
    DATABASE_URL: databaseUrl,
    HOWDAH_CONFIG: inventory,
    HOWDAH_SIGNING_KEY: testKey,
  }
  const store = openStore(databaseUrl, 'test', testSigner)
  const logFile = join(dir, 'howdah.log')
  const failpointFile = join(dir, 'failpoint')
  const bots: Bot[] = []
  let started = 0
  const connected = () => slack.state.connected

  afterAll(async () => {
    for (const bot of bots) bot.kill('SIGKILL')
    await Promise.all(bots.map(bot => bot.ended))
    await store.close()
    await slack.close()
    rmSync(dir, { recursive: true, force: true })
  })

  const message: Howdah['message'] = (fits, what = 'the message') => {
    const isMine = (one: PageMessage) =>
      one.threadTs === null && one.channel === 'C_OPS' && fits(one)
    const patience = { timeoutMs: 240_000, what }
    const found = slack.waitFor(state => state.messages.findLast(isMine), patience)
    return found.catch((cause: unknown) => {
      const last = slack.state.messages.slice(-4).map(wordsOf).join('\n---\n')
      throw new Error(`The last messages in Slack:\n${last}`, { cause })
    })
  }

  const planned: Howdah['planned'] = async ask => {
    const known = new Set(slack.state.messages.map(({ ts }) => ts))
    await ask()
    return message(one => !known.has(one.ts) && buttonIn(one, 'approve'), 'a plan')
  }

  return {
    slack,
    control,
    managed,
    database,
    store,
    recordDir,
    ownerUrl,
    env: base,
    async start(env = {}, folder = here) {
      started += 1
      const name = `bot-${started}`
      const port = options.http ? await freePort() : 0
      const log = openSync(logFile, 'a')
      const child = spawn(process.execPath, [join(folder, 'src/main.ts')], {
        env: {
          ...programEnv(),
          SLACK_BOT_TOKEN: slack.botToken,
          SLACK_APP_ID: slack.appId,
          ...(options.http
            ? { SLACK_SIGNING_SECRET: slack.signingSecret, PORT: String(port) }
            : { SLACK_APP_TOKEN: slack.appToken }),
          SLACK_API_URL: slack.apiUrl,
          ...base,
          HOWDAH_PROCESS: name,
          HOWDAH_TIED: '1',
          HEALTH_PORT: '0',
          HOWDAH_FAILPOINT_FILE: failpointFile,
          ...env,
        },
        stdio: ['pipe', log, log],
      })
      const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
      const bot = {
        process: child,
        name,
        requestUrl: `http://127.0.0.1:${port}/slack/events`,
        ended,
        kill: (signal: NodeJS.Signals = 'SIGKILL') => void child.kill(signal),
      }
      bots.push(bot)
      const ready = new Promise<void>((resolve, reject) => {
        const looking = setInterval(() => {
          if (logged().includes(`"holder":"${name}"`)) done(resolve)
        }, 50)
        const done = (settle: () => void) => {
          clearInterval(looking)
          settle()
        }
        // A hook that took too long may go on here after the folder is gone.
        const logged = () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : '')
        child.once('exit', code =>
          done(() => reject(new Error(`the bot ended with ${code}: ${logged().slice(-2_000)}`))),
        )
      })
      await ready
      if (options.http) slack.setRequestUrl(bot.requestUrl)
      await slack.waitFor(connected, { timeoutMs: 110_000, what: 'the bot in Slack' })
      return bot
    },
    say: (as, text) => slack.say(as, 'db-ops', text),
    message,
    click: (as, { channel, ts }, action) => slack.click(as, channel, ts, action),
    plan: text => planned(() => slack.say('olga', 'db-ops', text)),
    planned,
    thread: ({ ts }) => slack.state.messages.filter(one => one.threadTs === ts),
    failpointFile,
    failAt: (point, how = 'kill') => writeFileSync(failpointFile, `${how} ${point}`),
    failed: () => !existsSync(failpointFile),
    get bots() {
      return bots.filter(bot => bot.process.exitCode === null && bot.process.signalCode === null)
    },
    log: () => readFileSync(logFile, 'utf8'),
  }
}

export const buttonIn = (message: PageMessage, action: string): boolean =>
  JSON.stringify(message.blocks).includes(`"action_id":"${action}"`)

/** Reads all words of a message, blocks included, without what keeps figures and names on a line. */
export const wordsOf = (message: PageMessage): string =>
  [message.text, ...texts(message.blocks)]
    .join('\n')
    .replaceAll('\u00a0', ' ')
    .replaceAll('-\u2060', '-')

const texts = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(texts)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'text' && typeof member === 'string' ? [member] : texts(member),
  )
}

/** Reads the ephemeral messages of a person. */
export const toldOnly = (slack: LocalSlack, user: string): readonly string[] =>
  slack.state.messages.filter(one => one.onlyFor === user).map(wordsOf)
