/** The words of a server in the data folder: the pid, and the state on the eighth line. */
import { join } from 'node:path'
import { openPlain } from '#cluster/facts/backup/plain-file'
import { userOf } from '#cluster/facts/clone/user-of'

export interface Postmaster {
  /** Null where no server has the folder. */
  readonly pid: number | null
  /** Whether connections are taken, also in recovery: PostgreSQL (18.4) writes the same word for a hot standby. */
  readonly isReady: boolean
}

/** In bytes; PostgreSQL writes about a hundred. */
const longest = 4_096

export const postmasterOf = async (data: string): Promise<Postmaster> => {
  const { text, uid } = await wordsIn(data)
  const lines = text.split('\n')
  const pid = Number.parseInt(lines[0] ?? '', 10)
  return {
    // The user of the server writes the file, and could name any process, which would be stopped.
    pid: pid > 0 && (await isOf(uid, pid)) ? pid : null,
    isReady: lines[7]?.trim() === 'ready',
  }
}

const isOf = async (uid: number | null, pid: number): Promise<boolean> =>
  process.platform !== 'linux' || (await userOf(pid)) === uid

/** With the user whose file it is; no words where there is no plain file. */
const wordsIn = async (
  data: string,
): Promise<{ readonly text: string; readonly uid: number | null }> => {
  const opened = await openPlain(join(data, 'postmaster.pid'))
  if (!opened) return { text: '', uid: null }
  try {
    const { uid } = await opened.handle.stat()
    const { buffer, bytesRead } = await opened.handle.read(Buffer.alloc(longest), 0, longest, 0)
    return { text: buffer.toString('utf8', 0, bytesRead), uid }
  } finally {
    await opened.handle.close()
  }
}
