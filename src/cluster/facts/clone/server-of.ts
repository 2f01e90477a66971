/**
 * The server that runs on a data folder, found by its command line: a pid that was written down may belong to another
 * process by now.
 */
import { execFile } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readPlain } from '#cluster/facts/backup/plain-file'
import { userOf } from '#cluster/facts/clone/user-of'

/** Pid of the postmaster whose argument is exactly `data`; null for none. */
export const serverOf = async (data: string): Promise<number | null> => {
  if (process.platform !== 'linux') return fromPs(data)
  // PostgreSQL serves only data of its own user; anybody may give a process the words of a server.
  const uid = (await stat(data).catch(() => null))?.uid
  const is = async (pid: number): Promise<boolean> =>
    (await isServer(pid, data)) && (uid === undefined || (await userOf(pid)) === uid)
  // Hundreds of processes are looked at only where the server's own word does not hold.
  const written = await writtenPid(data)
  if (written !== null && (await is(written))) return written
  for (const name of await readdir('/proc'))
    if (/^\d+$/.test(name) && (await is(Number(name)))) return Number(name)
  return null
}

/** In bytes; PostgreSQL writes about a hundred. */
const longestWritten = 4_096

const writtenPid = async (data: string): Promise<number | null> => {
  const text = await readPlain(join(data, 'postmaster.pid'), longestWritten)
  const pid = Number.parseInt(text?.toString('latin1') ?? '', 10)
  return pid > 1 ? pid : null
}

const isServer = async (pid: number, data: string): Promise<boolean> => {
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
  return words[0]?.endsWith('postgres') === true && words[1] === '-D' && words[2] === data
}

const fromPs = async (data: string): Promise<number | null> => {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,command='])
  const line = stdout.split('\n').find(one => one.includes(`postgres -D ${data} `))
  return line === undefined ? null : Number.parseInt(line, 10)
}
