#!/usr/bin/env node
/** Starts Howdah: the bot where Slack is configured, local mode where it is not. */
import { keepCompiled } from '#main/compile-cache'
import { BadConfig, Failure } from '#src/errors'

interface Started {
  stop(): Promise<void>
  /** Rejects when it cannot go on after all. */
  readonly reached?: Promise<void>
}

/** Any of them, and a bot is meant: half of a pair is reported, not played over. */
const ofSlack = /^SLACK_(BOT_TOKEN|APP_TOKEN|SIGNING_SECRET|APP_ID|API_URL)$/

/** Only what is started is loaded: local mode has its page up a second or two sooner. */
const start = async (): Promise<Started> => {
  if (Object.keys(process.env).some(name => ofSlack.test(name))) {
    const { configuration } = await import('#main/configuration')
    return (await import('#main/bot')).startBot(configuration(process.env))
  }
  const { startLocal } = await import('#main/local')
  return startLocal({ fresh: process.argv.includes('--fresh'), env: process.env })
}

/** A failure is said in words; a bug keeps its stack. */
const giveUp = (error: unknown): never => {
  if (error instanceof BadConfig) console.error(error.message)
  else if (error instanceof Failure) console.error(`${error.message} ${error.instead}`)
  else console.error(error)
  process.exit(1)
}

/** Bolt's sockets reject into nowhere when Slack is away; its absence must not end a run. */
const fromSlack = (error: unknown): boolean =>
  error === undefined ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('slack_'))

process.on('unhandledRejection', error => {
  if (!fromSlack(error)) giveUp(error)
})

let started: Started | undefined
let stopping = false
const stop = (): void => {
  // Nothing was taken yet.
  if (!started) process.exit(0)
  // Asked twice: somebody does not want to wait.
  if (stopping) process.exit(130)
  stopping = true
  void started.stop().then(() => process.exit(0), giveUp)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
// A child of local mode or of a test ends with its parent, however that went.
if (process.env['HOWDAH_TIED']) process.stdin.on('end', stop).resume()

try {
  started = await start()
  keepCompiled()
  started.reached?.catch(giveUp)
} catch (error) {
  giveUp(error)
}
