/**
 * Agenda as queue and timer, never as the truth: a job only wakes a run, and a wake-up may be lost or
 * come twice. What is due is known by the control database, and the sweeper makes good what is lost.
 */
import { Agenda, type AgendaBackend } from 'agenda'

export interface Schedule {
  /** Some process, perhaps this one, is told to look at the run within moments. */
  wake(run: string): Promise<void>
  /** Some process is told at `when` that a digest may be due. */
  remind(when: Date): Promise<void>
  /** Stops taking work; what was taken goes on outside of Agenda. */
  close(): Promise<void>
}

export interface ScheduleOptions {
  readonly backend: AgendaBackend
  /** Unique among all processes: Agenda drops events of its own name. */
  readonly name: string
  /** Must return at once: a job that outlives its lock is run twice. */
  readonly onWake: (run: string) => void
  readonly onReminder: () => void
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

const job = 'wake run'
const reminder = 'look at digests'

export const openSchedule = async (options: ScheduleOptions): Promise<Schedule> => {
  const { backend, name, onWake, onReminder, report } = options
  const agenda = new Agenda({
    backend,
    name,
    processEvery: 2_000,
    defaultConcurrency: 4,
    defaultLockLimit: 4,
    defaultLockLifetime: 30_000,
    removeOnComplete: true,
  })
  // Without listeners an error of the queue would end the process.
  agenda.on('error', (error: Error) => report(error, { during: 'schedule' }))
  backend.notificationChannel?.on('error', (error: Error) => report(error, { during: 'schedule' }))
  agenda.define<{ run?: unknown }>(job, ({ attrs }): undefined => {
    if (typeof attrs.data?.run === 'string') onWake(attrs.data.run)
  })
  agenda.define(reminder, (): undefined => onReminder() as undefined)
  await agenda.start()
  return {
    async wake(run) {
      await agenda.now(job, { run })
    },
    async remind(when) {
      await agenda.schedule(when, reminder, {})
    },
    async close() {
      // Bounded: with removeOnComplete an unbounded drain never ends.
      await agenda.drain({ timeout: 2_000, closeConnection: false }).catch(() => {})
    },
  }
}
