/** Which folder of the sample holds the primary: people may have switched over before the last stop. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'

export interface SampleRoles {
  readonly primary: 'shop-1' | 'shop-2'
  readonly replica: 'shop-1' | 'shop-2'
}

/** `standby.signal` makes a server a replica. In the middle of a switchover both have one, the old primary the newer. */
export const rolesIn = async (dir: string): Promise<SampleRoles> => {
  const [first, second] = await Promise.all([signalIn(dir, 'shop-1'), signalIn(dir, 'shop-2')])
  return first !== null && (second === null || second > first)
    ? { primary: 'shop-2', replica: 'shop-1' }
    : { primary: 'shop-1', replica: 'shop-2' }
}

/** Time of the file in milliseconds; null where there is none. */
const signalIn = async (dir: string, name: string): Promise<number | null> => {
  const found = await stat(join(dir, name, 'data/standby.signal')).catch(() => null)
  return found?.mtimeMs ?? null
}
