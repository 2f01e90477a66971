/**
 * Agenda as queue and timer, never as the truth: a job only wakes a run, and a wake-up may be lost or come
 * twice. The control database knows due work, and the sweeper makes good a lost wake-up.
 */
import { Agenda, type AgendaBackend } from 'agenda'

export interface Schedule {
  /** Tells some process, perhaps this process, to look at the run within moments. */
  wake(run: string): Promise<void>
  /** Some process is told at `when` that a digest may be due. */
  remind(when: Date): Promise<void>
  /** Stops taking work; taken work goes on outside of Agenda. */
  close(): Promise<void>
}

export interface ScheduleOptions {
  readonly backend: AgendaBackend
  /** Unique among all processes: Agenda drops events of the same name. */
  readonly name: string
  /** Must return at once: a job that outlives the lock runs twice. */
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
