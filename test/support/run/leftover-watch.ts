/** Fails a test run that leaves a server or a bot behind. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Reporter, Vitest } from 'vitest/node'
import {
  descendantsOf,
  isMarked,
  markName,
  type Process,
  readProcesses,
} from '#test/support/run/leftovers'

const lookEveryMs = 500
const patienceMs = 2_000

export class LeftoverWatch implements Reporter {
  /** Every process ever seen below this process; a child may be an orphan by the end. */
  readonly #seen = new Map<string, Process>()

  onInit(vitest: Vitest): void {
    const timer = setInterval(() => this.#look(), lookEveryMs)
    timer.unref()
    vitest.onClose(async () => {
      clearInterval(timer)
      await this.#settle()
    })
  }

  #look(): void {
    for (const process_ of descendantsOf(process.pid, readProcesses()))
      this.#seen.set(`${process_.pid} ${process_.started}`, process_)
  }

  #left(): readonly Process[] {
    this.#look()
    const mark = process.env[markName] ?? ''
    return readProcesses().filter(
      one =>
        one.command !== '' &&
        one.pid !== process.pid &&
        (this.#seen.has(`${one.pid} ${one.started}`) || isMarked(one, mark)),
    )
  }

  async #settle(): Promise<void> {
    const deadline = Date.now() + patienceMs
    let left = this.#left()
    // /proc has no events: a child that is just ending is looked at again.
    while (left.length > 0 && Date.now() < deadline) {
      await pause(50)
      left = this.#left()
    }
    for (const { pid, command } of left) {
      console.error(`left behind: ${pid} ${command}`)
      process.exitCode = 1
      end(pid, command)
    }
  }
}

const end = (pid: number, command: string): void => {
  try {
    // On an immediate shutdown PostgreSQL removes its shared memory; SIGKILL leaves the memory.
    process.kill(pid, command.includes('postgres') ? 'SIGQUIT' : 'SIGKILL')
  } catch {
    // The process has ended meanwhile.
  }
}
