import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** Pid of the parent of a process on this machine; null for none. */
export const parentOf = async (pid: number): Promise<number | null> => {
  if (process.platform === 'linux') {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    // The name, in parentheses, may hold anything.
    const [, parent] = line.slice(line.lastIndexOf(')') + 2).split(' ')
    return Number(parent) || null
  }
  const ps = await promisify(execFile)('ps', ['-o', 'ppid=', '-p', String(pid)]).catch(() => null)
  return Number(ps?.stdout.trim()) || null
}
