/**
 * Agenda as queue and timer, never as the truth: a job only wakes a run, and a wake-up may be lost or come
 * twice. The control database knows due work, and the sweeper makes good a lost wake-up.
 */
import { Agenda, type AgendaBackend } from 'agenda'
import { Failure } from '#src/errors'
import { inTime } from '#src/in-time'

export interface Queue {
  /** Tells some process, perhaps this process, to look at the run within moments. */
  wake(run: string): Promise<void>
  /** Some process looks at a schedule of Howdah's at the time of a slot, by the clock of that process; once, whoever asks. */
  lookAt(schedule: string, slot: Date): Promise<void>
  /** Stops taking work; taken work goes on outside of Agenda. */
  close(): Promise<void>
}

export interface QueueOptions {
  readonly backend: AgendaBackend
  /** Unique among all processes: Agenda drops events of the same name. */
  readonly name: string
  /** Must return at once: a job that outlives the lock runs twice. */
  readonly onWake: (run: string) => void
  readonly onSlot: (schedule: string, slot: Date) => void
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

/** A queue that does not answer keeps nobody waiting: the sweeper makes good what is not queued. */
const patienceMs = 5_000

const away = (): Failure =>
  new Failure(
    'queue.away',
    'The queue does not answer.',
    'Nothing is lost: each process looks for due work by itself, some seconds later.',
  )

const job = 'wake run'
const slotJob = 'look at schedule'

export const openQueue = async (options: QueueOptions): Promise<Queue> => {
  const { backend, name, onWake, onSlot, report } = options
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
  // Agenda takes as many jobs as the limit for each look at the queue. The concurrency stays below the total of Agenda (20):
  // above, Agenda walks through all waiting jobs for each job, and 200 jobs at once take seconds of a processor.
  const many = { concurrency: 4, lockLimit: 500 }
  agenda.define<{ schedule?: unknown; slot?: unknown }>(
    slotJob,
    ({ attrs: { data } }): undefined => {
      if (typeof data?.schedule === 'string') onSlot(data.schedule, new Date(String(data.slot)))
    },
    many,
  )
  const started = agenda.start()
  // A late failure is reported; nobody awaits it any more.
  started.catch((error: unknown) => report(error, { during: 'schedule' }))
  await inTime(started, patienceMs, () => report(away(), { during: 'schedule' }))
  const queue = (work: () => Promise<unknown>): Promise<unknown> =>
    inTime(started.then(work), patienceMs, () => {
      throw away()
    })
  return {
    async wake(run) {
      await queue(() => agenda.now(job, { run }))
    },
    async lookAt(schedule, slot) {
      const data = { schedule, slot: slot.toISOString() }
      const timer = agenda
        .create(slotJob, data)
        .unique({ 'data.schedule': schedule, 'data.slot': data.slot }, { insertOnly: true })
        .schedule(slot)
      await queue(() => timer.save()).catch((error: unknown) => {
        if (!isTwin(error)) throw error
      })
    },
    async close() {
      // Bounded: with removeOnComplete an unbounded drain never ends.
      await inTime(
        agenda.drain({ timeout: 2_000, closeConnection: false }),
        patienceMs,
        () => undefined,
      ).catch(() => {})
      // A pool that main handed over is main's to close.
      if (backend.ownsConnection === true)
        await inTime(backend.disconnect(), patienceMs, () => undefined).catch(() => {})
    },
  }
}

/** PostgreSQL's unique_violation: another process has set the same timer at the same instant. */
const isTwin = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '23505'
