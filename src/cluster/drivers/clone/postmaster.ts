/** The words of a server in the data folder: the pid, and the state on the eighth line. */
import { join } from 'node:path'
import { readPlain } from '#cluster/facts/backup/plain-file'

export interface Postmaster {
  /** Null where no server has the folder. */
  readonly pid: number | null
  /** Whether connections are taken, also in recovery: PostgreSQL (18.4) writes the same word for a hot standby. */
  readonly isReady: boolean
}

/** In bytes; PostgreSQL writes about a hundred. */
const longest = 4_096

export const postmasterOf = async (data: string): Promise<Postmaster> => {
  const text = await readPlain(join(data, 'postmaster.pid'), longest)
  const lines = (text?.toString('utf8') ?? '').split('\n')
  const pid = Number.parseInt(lines[0] ?? '', 10)
  return { pid: pid > 0 ? pid : null, isReady: lines[7]?.trim() === 'ready' }
}
