/** Processes of PostgreSQL that work in a data directory, also those that a killed postmaster left behind. */
import { readdir, readFile, readlink, realpath } from 'node:fs/promises'

/** Pids, the lowest first. Each process of a server has the data directory as its working directory. */
export const processesIn = async (data: string): Promise<readonly number[]> => {
  if (process.platform !== 'linux') return []
  const folder = await realpath(data).catch(() => data)
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async pid => ((await isIn(pid, folder)) ? [Number(pid)] : [])),
  )
  return found.flat().toSorted((one, other) => one - other)
}

const isIn = async (pid: string, folder: string): Promise<boolean> => {
  if ((await readlink(`/proc/${pid}/cwd`).catch(() => '')) !== folder) return false
  // A person's shell may stand there too. A process that ended has no command line.
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return /^([^\0]*\/)?postgres[:\0]/.test(words)
}
