/** The bot processes of local mode: started, restarted when they end, and killed on request. */
import { type ChildProcess, spawn } from 'node:child_process'
import { openSync } from 'node:fs'

export interface Bots {
  /** Runs `kill -9` on the bot with this name, or on the first bot if the name is unknown. */
  kill(name: string | null): string
  stop(): Promise<void>
}

/** A bot that ends at once must not keep a processor busy. */
const againMs = 1_000

export const startBots = (
  program: string,
  names: readonly string[],
  env: Readonly<Record<string, string>>,
  logFile: string,
): Bots => {
  const log = openSync(logFile, 'a')
  const running = new Map<string, ChildProcess>()
  let stopping = false

  const start = (name: string): void => {
    const bot = spawn(process.execPath, [program], {
      env: { ...process.env, ...env, HOWDAH_PROCESS: name, HOWDAH_TIED: '1' },
      // The bot's standard input closes when local mode ends, even by a kill: then the bot ends too.
      stdio: ['pipe', log, log],
    })
    running.set(name, bot)
    bot.once('exit', () => {
      running.delete(name)
      if (!stopping) setTimeout(() => !stopping && start(name), againMs)
    })
  }
  for (const name of names) start(name)

  return {
    kill(name) {
      const meant = name !== null && running.has(name) ? name : ([...running.keys()][0] ?? '')
      running.get(meant)?.kill('SIGKILL')
      return meant
    },
    async stop() {
      stopping = true
      const ended = [...running.values()].map(
        bot => new Promise<void>(resolve => bot.once('exit', () => resolve())),
      )
      for (const bot of running.values()) bot.kill('SIGTERM')
      await Promise.all(ended)
    },
  }
}
