/**
 * The server that runs on a data folder, found by its command line: a pid that was written down may belong to another
 * process by now.
 */
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** Pid of the postmaster whose argument is exactly `data`; null for none. */
export const serverOf = async (data: string): Promise<number | null> => {
  if (process.platform !== 'linux') return fromPs(data)
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const words = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')
    if (isServer(words.split('\0'), data)) return Number(name)
  }
  return null
}

const isServer = (words: readonly string[], data: string): boolean =>
  words[0]?.endsWith('postgres') === true && words[1] === '-D' && words[2] === data

const fromPs = async (data: string): Promise<number | null> => {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,command='])
  const line = stdout.split('\n').find(one => one.includes(`postgres -D ${data} `))
  return line === undefined ? null : Number.parseInt(line, 10)
}
