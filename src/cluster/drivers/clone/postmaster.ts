/** The words of a server in the data folder: the pid, and the state on the eighth line. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Postmaster {
  /** Null where no server has the folder. */
  readonly pid: number | null
  /** Whether connections are taken, also in recovery: PostgreSQL (18.4) writes the same word for a hot standby. */
  readonly isReady: boolean
}

export const postmasterOf = async (data: string): Promise<Postmaster> => {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number.parseInt(lines[0] ?? '', 10)
  return { pid: pid > 0 ? pid : null, isReady: lines[7]?.trim() === 'ready' }
}
