/** Agenda's queue in the control database. Main hands over a pool whose search path is `agenda`. */
import { PostgresBackend } from '@agendajs/postgres-backend'
import type { AgendaBackend } from 'agenda'
import type { Pool } from 'pg'

export const postgresBackend = (pool: Pool): AgendaBackend =>
  new PostgresBackend({ pool, ensureSchema: false, channelName: 'howdah_agenda' })
