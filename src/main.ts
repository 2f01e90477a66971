#!/usr/bin/env node
import { readConfig } from '#src/config'
import { BadConfig, Failure } from '#src/errors'
/** Starts Howdah: the bot where Slack is configured, local mode where it is not. */
import { startBot } from '#src/main/bot'
import { startLocal } from '#src/main/local'

const start = (): Promise<{ stop(): Promise<void> }> =>
  process.env['SLACK_BOT_TOKEN']
    ? startBot(readConfig(process.env))
    : startLocal({ fresh: process.argv.includes('--fresh'), env: process.env })

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

try {
  const started = await start()
  let stopping = false
  const stop = () => {
    // Asked twice: somebody does not want to wait.
    if (stopping) process.exit(130)
    stopping = true
    void started.stop().then(() => process.exit(0), giveUp)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  // A child of local mode or of a test ends with its parent, however that went.
  if (process.env['HOWDAH_TIED']) process.stdin.on('end', stop).resume()
} catch (error) {
  giveUp(error)
}
