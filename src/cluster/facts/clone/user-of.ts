import { readFile } from 'node:fs/promises'

/** The user with whose rights a process of Linux acts; null where there is no such process. */
export const userOf = async (pid: number): Promise<number | null> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const [, user] = /^Uid:\t\d+\t(\d+)/m.exec(status) ?? []
  return user === undefined ? null : Number(user)
}
