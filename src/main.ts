#!/usr/bin/env node
import { boundHeap } from '#main/bounded-heap'
/** Starts Howdah: the bot if Slack is configured, otherwise local mode. */
import { keepCompiled } from '#main/compile-cache'
import '#main/imports/quick-imports'
import { BadConfig, Failure } from '#src/errors'

interface Started {
  stop(): Promise<void>
  /** Rejects when the started part cannot go on. */
  readonly reached?: Promise<void>
}

/** A single variable of these means a bot: half a configuration is reported and does not start local mode. */
const ofSlack = /^SLACK_(BOT_TOKEN|APP_TOKEN|SIGNING_SECRET|APP_ID|API_URL)$/

/** Imports only the mode that starts: local mode shows its page a second or two sooner. */
const start = async (): Promise<Started> => {
  if (Object.keys(process.env).some(name => ofSlack.test(name))) {
    const { configuration } = await import('#main/configuration')
    return (await import('#main/bot')).startBot(configuration(process.env))
  }
  const { startLocal } = await import('#main/local')
  return startLocal({ fresh: process.argv.includes('--fresh'), env: process.env })
}

/** Prints a failure in words, and a bug with its stack. */
const giveUp = (error: unknown): never => {
  if (error instanceof BadConfig) console.error(error.message)
  else if (error instanceof Failure) console.error(`${error.message} ${error.instead}`)
  else console.error(error)
  process.exit(1)
}

/** Bolt's sockets reject unhandled when Slack is away; that must not end a run. */
const fromSlack = (error: unknown): boolean =>
  error === undefined ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('slack_'))

process.on('unhandledRejection', error => {
  if (!fromSlack(error)) giveUp(error)
})

let started: Started | undefined
let stopping = false
const stop = (): void => {
  // There is no started part to stop yet.
  if (!started) process.exit(0)
  // A second signal: somebody does not want to wait.
  if (stopping) process.exit(130)
  stopping = true
  void started.stop().then(() => process.exit(0), giveUp)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
// A child of local mode or of a test ends with its parent, even when the parent is killed.
if (process.env['HOWDAH_TIED']) process.stdin.on('end', stop).resume()

try {
  started = await start()
  keepCompiled()
  boundHeap()
  started.reached?.catch(giveUp)
} catch (error) {
  giveUp(error)
}
