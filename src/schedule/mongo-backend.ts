/** Agenda's queue in MongoDB, where an operator prefers it. It has no notifications: it is polled. */
import { MongoBackend } from '@agendajs/mongo-backend'
import type { AgendaBackend } from 'agenda'

export const mongoBackend = (address: string): AgendaBackend =>
  new MongoBackend({ address, collection: 'howdah_jobs' })
