/** Schedules of a test, saved as Olga, and the outcomes of the slots. */
import { expect } from 'vitest'
import type { ScheduleWish } from '#model/schedule/wish'
import type { Howdah, Who } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'
import { testSigner } from '#test/support/signing'

export interface SlotRow {
  readonly at: Date
  readonly token: number
  readonly body: { readonly kind: string; readonly because?: string; readonly plan?: string } | null
  readonly ended_at: Date | null
}

/** A time that does not come during a test: slots come by `run-now` alone. */
const never: Omit<ScheduleWish, 'command'> = {
  calendar: '0 0 29 2 *',
  zone: 'UTC',
  overlap: 'skip',
  catchUp: 600,
  jitter: 0,
}

export const scheduling = (howdah: Howdah) => {
  const { engine } = openInProcess(howdah)
  const slotsOf = (id: string): Promise<readonly SlotRow[]> =>
    howdah.store.query<SlotRow>(
      'select at, token, body, ended_at from howdah.slot where schedule_id = $1 order by at',
      [id],
    )
  return {
    schedules: engine.schedules,
    engine,
    slotsOf,
    save: async (
      id: string,
      wish: Partial<ScheduleWish> & Pick<ScheduleWish, 'command'>,
      owner: Who = 'olga',
    ) => {
      const saved = await engine.schedules.save(person(owner), id, { ...never, ...wish })
      if (saved.kind !== 'answer') throw new Error(saved.because)
    },
    runNow: (id: string, who: Who = 'olga') => engine.schedules.runNow(person(who), id),
    /** Waits until `count` slots have come and each is over; gives the kinds of their ends, in order. */
    ended: async (id: string, count: number): Promise<readonly string[]> => {
      const kinds = async () => (await slotsOf(id)).map(({ body }) => body?.kind ?? 'open')
      await expect
        .poll(async () => (await kinds()).filter(kind => kind !== 'open').length, {
          timeout: 220_000,
        })
        .toBe(count)
      return kinds()
    },
    /** The plans that were made for slots of a schedule. */
    plansOf: async (id: string): Promise<readonly { readonly id: string }[]> =>
      howdah.store.query<{ id: string }>(
        `select id from howdah.plan where origin #>> '{slot,schedule}' = $1 order by created_at`,
        [id],
      ),
    /** Writes a slot as Howdah signs one. */
    signed: (schedule: string, at: Date, token: number, body: unknown) =>
      testSigner.sign('slot', { schedule, at: at.toISOString(), askedBy: null, token, body }),
  }
}
