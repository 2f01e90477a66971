/** Local mode: everything that production has, on this machine, with no account and no keys. */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { announce } from '#local/announce'
import { type Bots, startBots } from '#local/bots'
import { startControl } from '#local/control'
import { giveToServers, openDataRoot } from '#local/data-root'
import { killHowdah, tamper } from '#local/levers'
import { startSample } from '#local/sample/sample'
import { localSecrets } from '#local/secrets'
import { type LocalSlack, startLocalSlack } from '#local/slack/server'
import { loadingMessage, readyMessage } from '#src/main/local/first-message'
import { showHints } from '#src/main/local/hints'
import { localInventory } from '#src/main/local/inventory'
import { localWorkspace } from '#src/main/local/workspace'

export interface LocalOptions {
  /** Begin again with empty data. */
  readonly fresh: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

const clone = join(import.meta.dirname, '../..')

export const startLocal = async ({
  fresh,
  env,
}: LocalOptions): Promise<{ stop(): Promise<void> }> => {
  const root = openDataRoot(clone, fresh, env['HOWDAH_DATA'])
  const secrets = localSecrets(root.dir)
  const late: { bots?: Bots; control?: Awaited<ReturnType<typeof startControl>> } = {}
  const slack = await startLocalSlack({
    ...localWorkspace,
    port: await freeFrom(Number(env['PORT'] ?? 3_000)),
    levers: [
      {
        id: 'kill',
        label: 'Kill Howdah Now',
        hint: 'Ends the process that holds a run, as kill -9 does. Another one takes over.',
        run: async () => {
          if (late.control && late.bots) await killHowdah(late.control, late.bots)
        },
      },
      {
        id: 'tamper',
        label: 'Tamper with the Record',
        hint: 'Changes an entry as the owner of the database could. Then say: /pg audit verify',
        run: async () => {
          if (late.control) await tamper(late.control)
        },
      },
    ],
  })
  showHints(slack)
  console.log(`\n  Howdah is on ${slack.url}\n\n  Ctrl-C stops everything and keeps the data.\n`)
  const first = announce(slack.apiUrl, slack.botToken, 'C_OPS')
  const saying = first.say('Starting PostgreSQL…')
  const servers = join(root.dir, 'servers')
  giveToServers(servers)
  const [control, sample] = await Promise.all([
    startControl(servers, secrets),
    startSample(servers, { application: secrets.application, howdah: secrets.howdah }),
  ])
  late.control = control

  const config = join(root.dir, 'howdah.json')
  writeFileSync(config, localInventory(sample, secrets, join(root.dir, 'record')), { mode: 0o600 })
  const traffic = await sample.fill(loaded => void first.say(...loadingMessage(loaded)))
  late.bots = startBots(
    join(clone, 'src/main.ts'),
    ['one', 'two'],
    botEnv(slack, control, config),
    join(root.dir, 'howdah.log'),
  )
  await slack.waitFor(state => state.connected, { timeoutMs: 30_000 }).catch(() => {})
  await saying
  const ready = async () =>
    first.say(...readyMessage(await sample.lag().catch(() => null), traffic.rate()))
  // The first figures need a few seconds of traffic.
  const soon = setTimeout(() => void ready().catch(() => {}), 3_000)

  return {
    async stop() {
      clearTimeout(soon)
      await late.bots?.stop()
      await sample.stop()
      await control.server.stop()
      await slack.close()
      root.release()
    },
  }
}

const botEnv = (
  slack: LocalSlack,
  control: { readonly url: string; readonly ownerUrl: string },
  config: string,
): Readonly<Record<string, string>> => ({
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_APP_TOKEN: slack.appToken,
  SLACK_API_URL: slack.apiUrl,
  DATABASE_URL: control.url,
  DATABASE_OWNER_URL: control.ownerUrl,
  HOWDAH_CONFIG: config,
  HEALTH_PORT: '0',
})

/** The wanted port, or the next one that is free. */
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
