/**
 * The program that restarts a server: `node program.ts`, with a RestartOrder as JSON on the standard input. While the
 * server is down nobody can fence a run there, so the program outlives the bot, and brings the server up in any case.
 */
import { text } from 'node:stream/consumers'
import { type RestartOrder, restartSaid } from '#cluster/drivers/restart/order'
import { startAgain } from '#cluster/drivers/restart/start-again'

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
// Nobody reads any more once the bot is dead.
process.stdout.on('error', () => {})
const say = (words: string) => void process.stdout.write(`${words}\n`)
try {
  say(await startAgain(JSON.parse(await text(process.stdin)) as RestartOrder, say))
} catch (error) {
  const words = error instanceof Error ? error.message : String(error)
  say(`${restartSaid.down} ${words.replaceAll(/\s+/g, ' ')}`)
}
