/** A vitest globalSetup: a run that leaves a server or a bot behind fails. */
import { setTimeout as pause } from 'node:timers/promises'
import { findLeftovers, markName } from '#test/support/run/leftovers'

const patienceMs = 2_000

export const teardown = async (): Promise<void> => {
  const mark = process.env[markName]
  if (mark === undefined) return
  const deadline = Date.now() + patienceMs
  let left = findLeftovers(mark)
  // /proc has no events: a child that is just ending is asked for again.
  while (left.length > 0 && Date.now() < deadline) {
    await pause(50)
    left = findLeftovers(mark)
  }
  for (const { pid, command } of left) {
    console.error(`left behind: ${pid} ${command}`)
    process.exitCode = 1
    end(pid, command)
  }
}

const end = (pid: number, command: string): void => {
  try {
    // An immediate shutdown: PostgreSQL then removes its shared memory, which SIGKILL leaves.
    process.kill(pid, command.includes('postgres') ? 'SIGQUIT' : 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}
