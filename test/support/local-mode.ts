/** Local mode as a separate process, as `npm start` runs local mode, and the messages in the channels. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll } from 'vitest'
import type { LocalEnv } from '#local/running'
import { localSecrets } from '#local/secrets'
import type { PageEvent, PageMessage } from '#local/slack/page-protocol'
import { type Process, readProcesses, startedWith } from '#test/support/run/leftovers'

export interface LocalMode {
  readonly process: ChildProcess
  /** The printed address. */
  readonly url: string
  /** Seconds from the start until the address was printed. */
  readonly seconds: number
  /** Waits for a message with the words that was written since the start. */
  says(words: string, seconds?: number): Promise<void>
  /** Resolves when the process has ended. */
  readonly gone: Promise<unknown[]>
  /** Ends the process and waits for the end; resolves to the exit code, null after a kill. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

const program = join(import.meta.dirname, '../../src/main.ts')

const started = new Map<ChildProcess, string>()

/** Makes a data folder that the servers' user can reach; afterwards the whole folder is removed. */
export const dataFolder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-local-'))
  const data = join(dir, 'data')
  chmodSync(dir, 0o755)
  afterAll(async () => {
    for (const [local, on] of started) if (on === data) local.kill('SIGKILL')
    await expectNothingLeft(data, 60_000)
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  })
  return data
}

export interface LocalOptions {
  readonly data: string
  readonly words?: readonly string[]
  /** A program and words to run instead of this clone's, such as `npm start` in a different clone. */
  readonly command?: readonly [string, ...string[]]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
}

export const startLocalMode = async (options: LocalOptions): Promise<LocalMode> => {
  const { data, words = [], cwd, env } = options
  const [command, ...first] = options.command ?? [process.execPath, program]
  const began = performance.now()
  const since = Date.now() / 1_000
  const local = spawn(command, [...first, ...words], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: data, HOWDAH_DATA: data, HOWDAH_TIED: '1', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const gone = once(local, 'exit')
  started.set(local, data)
  const url = await addressOf(local)
  const seconds = (performance.now() - began) / 1_000
  return {
    process: local,
    url,
    seconds,
    gone,
    says: (said, wait = 120) => seeOn(url, { said, since, wait }),
    async end(signal) {
      local.kill(signal)
      await gone
      return local.exitCode
    },
  }
}

/** Reads the address; rejects with all output when the process ends first. */
const addressOf = (local: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ''
    let told = ''
    local.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      told += chunk.toString()
      const found = /http:\S+token=\S+/.exec(told)?.[0]
      if (found) resolve(found)
    })
    // An error names the page of the process that runs already.
    local.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    local.once('exit', code => reject(new Error(`local mode ended with ${code}: ${said}`)))
  })

interface Said {
  readonly said: string
  /** Seconds since 1970, because the chat of earlier starts is kept. */
  readonly since: number
  readonly wait: number
}

/** Reads the page's events until a message holds the words. */
const seeOn = async (url: string, { said, since, wait }: Said): Promise<void> => {
  const events = new URL('page/events', url)
  events.search = new URL(url).search
  const response = await fetch(events, { signal: AbortSignal.timeout(wait * 1_000) })
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    const end = text.lastIndexOf('\n\n')
    const told = messagesIn(text.slice(0, Math.max(0, end)))
    if (told.some(one => Number(one.ts) >= since && one.text.includes(said))) return
    text = text.slice(Math.max(0, end))
  }
  throw new Error(`Local mode ended before it said “${said}”.`)
}

/** Parses whole server-sent events. */
const messagesIn = (text: string): readonly PageMessage[] =>
  text
    .split('\n')
    .filter(line => line.startsWith('data:'))
    .map(line => JSON.parse(line.slice('data:'.length)) as PageEvent)
    .flatMap(event =>
      event.kind === 'snapshot'
        ? event.state.messages
        : event.kind === 'message'
          ? [event.message]
          : [],
    )

/** Finds local mode's processes, however started: servers by the folder, the rest by the environment. */
export const processesOf = (data: string): readonly Process[] =>
  readProcesses().filter(one => one.command.includes(data) || startedWith(one, data))

export const expectNothingLeft = async (data: string, patienceMs: number): Promise<void> => {
  // /proc has no events, so the processes are read again.
  for (const until = performance.now() + patienceMs; ; await pause(50)) {
    const left = processesOf(data).map(({ command }) => command)
    if (left.length === 0) return
    if (performance.now() > until) throw new Error(`left behind: ${left.join('\n')}`)
  }
}

/** Acts as the owner of the control database, with more rights than Howdah's own login; gives the rows of the last statement. */
export const asControlOwner = async (
  data: string,
  statements: readonly string[],
): Promise<readonly object[]> => {
  const running = JSON.parse(readFileSync(join(data, 'running.json'), 'utf8')) as LocalEnv
  const url = new URL(running.DATABASE_URL)
  url.username = 'howdah_owner'
  url.password = localSecrets(data).owner
  const client = new Client({ connectionString: url.href })
  await client.connect()
  try {
    let rows: readonly object[] = []
    for (const statement of statements) rows = (await client.query<object>(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}

/** Asks the sample's primary, as the superuser unless a login is given. */
export const askSample = async <Row extends object>(
  data: string,
  text: string,
  login = `postgres:${readFileSync(join(data, 'servers/shop-1/password'), 'utf8')}`,
): Promise<Row[]> => {
  const inventory = JSON.parse(readFileSync(join(data, 'howdah.json'), 'utf8')) as {
    readonly clusters: { readonly shop: { readonly nodes: readonly { readonly url: string }[] } }
  }
  const { port } = new URL(inventory.clusters.shop.nodes[0]?.url ?? '')
  const client = new Client({ connectionString: `postgres://${login}@127.0.0.1:${port}/shop` })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}
