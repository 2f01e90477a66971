/** Agenda's queue in the control database. Main hands over a pool whose search path is `agenda`. */
import { PostgresBackend } from '@agendajs/postgres-backend'
import type { AgendaBackend } from 'agenda'

export const postgresBackend = (
  pool: NonNullable<ConstructorParameters<typeof PostgresBackend>[0]['pool']>,
): AgendaBackend => {
  const backend = new PostgresBackend({ pool, ensureSchema: false, channelName: 'howdah_agenda' })
  // No process listens for the states of jobs, and each job would notify every process three times.
  Object.assign(backend.notificationChannel ?? {}, { publishState: undefined })
  return backend
}
