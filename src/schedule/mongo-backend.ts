/**
 * Agenda's queue in MongoDB, for operators who prefer MongoDB. Without notifications the queue is polled.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoBackend } from '@agendajs/mongo-backend'
import type { AgendaBackend } from 'agenda'

/** The driver's own limits are 30 s for a server that is away, and none for a server that does not answer. */
const options = {
  appName: 'howdah',
  serverSelectionTimeoutMS: 4_000,
  connectTimeoutMS: 4_000,
  socketTimeoutMS: 10_000,
  maxPoolSize: 6,
} as const

/** Between two tries of a connection. */
const againMs = 1_000

/**
 * Agenda connects once, in the constructor, and a failure there would end the process. This backend tries until the
 * server answers, or until the queue is closed.
 */
class PatientMongoBackend extends MongoBackend {
  private closed = false

  override async connect(): Promise<void> {
    while (!this.closed) {
      const connected = await super.connect().then(
        () => true,
        () => false,
      )
      if (connected) return
      // A failure after the connection was made leaves a client with a pool behind.
      await super.disconnect().catch(() => {})
      await sleep(againMs)
    }
  }

  override async disconnect(): Promise<void> {
    this.closed = true
    await super.disconnect()
  }
}

export const mongoBackend = (address: string): AgendaBackend =>
  new PatientMongoBackend({ address, collection: 'howdah_jobs', options })
