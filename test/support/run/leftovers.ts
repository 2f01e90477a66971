/**
 * Finds processes that this test run started and left behind: by the mark that children inherit in the
 * environment, and by descent, for children with a different environment. Linux only: without /proc no
 * process is found.
 */
import { readdirSync, readFileSync } from 'node:fs'

export const markName = 'HOWDAH_TEST_RUN'

export interface Process {
  readonly pid: number
  readonly parent: number
  /** In clock ticks since boot: tells a process from a later process with the same pid. */
  readonly started: string
  readonly command: string
}

/** Lists every living process; zombies have no command line any more and are left out. */
export const readProcesses = (): readonly Process[] =>
  pids().flatMap(pid => {
    const command = readProc(pid, 'cmdline').replaceAll('\0', ' ').trim()
    const stat = readProc(pid, 'stat')
    // The name before these fields may hold blanks and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [, parent = '', started = ''] = [fields[0], fields[1], fields[19]]
    // Vitest's workers end without help.
    const ours = command !== '' && !/\/vitest\/dist\/|^vitest-watchdog/.test(command)
    return [{ pid, parent: Number(parent), started, command: ours ? command : '' }]
  })

/** Lists the processes below `root`, however deep. */
export const descendantsOf = (root: number, processes: readonly Process[]): readonly Process[] => {
  const family = new Set([root])
  let size = 0
  while (size < family.size) {
    size = family.size
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid)
  }
  return processes.filter(({ pid }) => pid !== root && family.has(pid))
}

export const isMarked = ({ pid }: Process, mark: string): boolean =>
  readProc(pid, 'environ').split('\0').includes(`${markName}=${mark}`)

/** True when the process's environment holds this text. */
export const startedWith = ({ pid }: Process, text: string): boolean =>
  readProc(pid, 'environ').includes(text)

const pids = (): readonly number[] => {
  try {
    return readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? [Number(name)] : []))
  } catch {
    return []
  }
}

const readProc = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    // The process has ended meanwhile, or belongs to a different user.
    return ''
  }
}
