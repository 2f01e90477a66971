/** A session that holds up the sample's application for a while, as a forgotten one does. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

export const lockSeconds = 60

/** Resolves once the lock is held; the session ends by itself, or is ended by somebody who finds it. */
export const holdLock = async (url: string): Promise<string> => {
  const client = new Client({ connectionString: url, application_name: 'forgotten session' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('begin')
    await client.query('lock table users in access exclusive mode')
  } catch (error) {
    await client.end()
    throw error
  }
  const letGo = sleep(lockSeconds * 1_000, undefined, { ref: false })
  void letGo.then(() => client.end()).catch(() => {})
  return `A session holds users for ${lockSeconds} s, and the application waits. Say /pg lock tree to find it and end it.`
}
