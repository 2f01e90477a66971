/** A queue in this process, closed with the test. */
import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { mongoBackend } from '#schedule/mongo-backend'
import { postgresBackend } from '#schedule/postgres-backend'
import { openQueue, type Queue } from '#schedule/queue'
import { openStore } from '#store/store'

const backendAt = (url: string) => {
  if (url.startsWith('mongodb:')) return mongoBackend(url)
  const store = openStore(url, 'queue test')
  onTestFinished(() => store.close())
  return postgresBackend(store.poolFor('agenda'))
}

export const openTestQueue = async (
  url: string,
  onWake: (run: string) => void,
  onSlot: (schedule: string) => void = () => {},
): Promise<Queue & { readonly troubles: unknown[] }> => {
  const troubles: unknown[] = []
  const queue = await openQueue({
    backend: backendAt(url),
    name: `queue ${randomBytes(4).toString('hex')}`,
    onWake,
    onSlot,
    report: error => troubles.push(error),
  })
  onTestFinished(() => queue.close())
  return { ...queue, troubles }
}
