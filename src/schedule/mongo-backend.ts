/**
 * Agenda's queue in MongoDB, for operators who prefer MongoDB. Without notifications the queue is polled.
 */
import { MongoBackend } from '@agendajs/mongo-backend'
import type { AgendaBackend } from 'agenda'

export const mongoBackend = (address: string): AgendaBackend =>
  new MongoBackend({ address, collection: 'howdah_jobs' })
