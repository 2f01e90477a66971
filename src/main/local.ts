/** Local mode: every part of production, on this machine, without an account or keys. */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { announce } from '#local/announce'
import { botEnv } from '#local/bot-env'
import { startBots } from '#local/bots'
import { startControl } from '#local/control'
import { giveToServers, openDataRoot } from '#local/data-root'
import { keepPageAddress } from '#local/page-address'
import { sayRunning } from '#local/running'
import { startSample } from '#local/sample/sample'
import { localSecrets } from '#local/secrets'
import { startLocalSlack } from '#local/slack/server'
import { loadingMessage, readyMessage, silentMessage } from '#main/local/first-message'
import { showHints } from '#main/local/hints'
import { type Late, leversOf } from '#main/local/inspector-buttons'
import { localInventory } from '#main/local/inventory'
import { refuseProduction } from '#main/local/refuse-production'
import { stopClones } from '#main/local/stop-clones'
import { trimArchive } from '#main/local/trim-archive'
import { localWorkspace } from '#main/local/workspace'
import { loginHere } from '#terminal/speaker'

export interface LocalOptions {
  /** Begin again with empty data. */
  readonly fresh: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface LocalMode {
  /** May be called at any moment, also while loading. */
  stop(): Promise<void>
  /** Rejects when local mode cannot go on; every started part is stopped by then. */
  readonly reached: Promise<void>
}

const clone = join(import.meta.dirname, '../..')
const program = join(clone, 'src/main.ts')

/** The first figures need a few seconds of traffic. */
const firstFiguresMs = 3_000
const botPatienceMs = 30_000
/** The longest time that a timer can wait: 24 days. */
const forEver = 2 ** 31 - 1

export const startLocal = ({ fresh, env }: LocalOptions): LocalMode => {
  refuseProduction(env)
  const stopping = new AbortController()
  const { signal } = stopping
  const stopped = once(signal, 'abort').then(() => signal.throwIfAborted())
  stopped.catch(() => {})
  const parts: { stop(): unknown }[] = []
  const keep = <Part extends { stop(): unknown }>(part: Part): Part => {
    parts.push(part)
    return part
  }
  const stopAll = async (): Promise<void> => {
    for (const part of parts.toReversed()) await part.stop()
  }

  const load = async (): Promise<void> => {
    const root = await openDataRoot(clone, fresh, env['HOWDAH_DATA'])
    keep({ stop: () => root.release() })
    const secrets = localSecrets(root.dir)
    const late: Late = {}
    const slack = await startLocalSlack({
      ...localWorkspace,
      keep: { dir: root.dir, say: console.error },
      port: await freeFrom(Number(env['PORT'] ?? 3_000)),
      levers: leversOf(late),
    })
    keep({ stop: () => slack.close() })
    keep({ stop: keepPageAddress(root.dir, slack.url) })
    showHints(slack)
    console.log(`\n  Howdah is on ${slack.url}\n\n  Ctrl-C stops everything and keeps the data.\n`)
    const first = announce(slack.apiUrl, slack.botToken, 'C_OPS')
    const say = (...words: Parameters<typeof first.say>) =>
      void first.say(...words).catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
    say('Starting PostgreSQL…')
    giveToServers(root.servers)
    const starting = [
      startControl(root.servers, secrets, signal),
      startSample(root.servers, secrets, signal),
    ] as const
    // Each server has started or failed before any server is stopped.
    for (const one of await Promise.allSettled(starting))
      if (one.status === 'fulfilled') keep(one.value)
    const [control, sample] = await Promise.all(starting)
    late.control = control
    late.shop = () => sample.url()
    // The server of a clone outlives the bots.
    keep({ stop: () => stopClones(sample.clones.folder) })

    const config = join(root.dir, 'howdah.json')
    const inventory = localInventory(sample, secrets, join(root.dir, 'record'), loginHere())
    writeFileSync(config, inventory, { mode: 0o600 })
    await trimArchive(sample.repository)
    const traffic = await sample.fill(loaded => say(...loadingMessage(loaded)))
    const log = join(root.dir, 'howdah.log')
    late.bots = keep(
      startBots(
        program,
        ['one', 'two'],
        botEnv(slack, control, { config, signingKey: secrets.signingKey }),
        log,
      ),
    )
    const connected = (timeoutMs: number) =>
      Promise.race([slack.waitFor(state => state.connected, { timeoutMs }), stopped])
    await connected(botPatienceMs).catch(() => {
      signal.throwIfAborted()
      say(...silentMessage(botPatienceMs / 1_000, log))
      return connected(forEver)
    })
    keep({
      stop: sayRunning(root.dir, {
        HOWDAH_CONFIG: config,
        DATABASE_URL: control.url,
        HOWDAH_SIGNING_KEY: secrets.signingKey,
      }),
    })
    await sleep(firstFiguresMs, undefined, { signal })
    say(...readyMessage(await sample.lag(), traffic.rate()))
    console.log(
      `  The sample, for psql:          psql "${await sample.url()}"\n  The same words on a terminal:  npm run -s howdah -- status\n`,
    )
  }

  // The started parts are known once all the rest have started too, or given up.
  const loading = load()
  const failed = loading.then(
    () => null,
    async (error: unknown) => {
      await stopAll()
      return { error }
    },
  )
  const reach = async (): Promise<void> => {
    const failure = await failed
    if (failure && !signal.aborted) throw failure.error
  }
  return {
    reached: reach(),
    async stop() {
      stopping.abort()
      if ((await failed) === null) await stopAll()
    },
  }
}

/** The wanted port, or the next free port. */
const freeFrom = async (wanted: number): Promise<number> => {
  for (let port = wanted; port < wanted + 50; port += 1) {
    const free = await new Promise<boolean>(resolve => {
      const probe = createServer()
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    })
    if (free) return port
  }
  return 0
}
