/** Slots that are due at once, half of them with plans, while a process is killed again and again. */
import { randomInt } from 'node:crypto'
import { setTimeout as pass } from 'node:timers/promises'
import { expect } from 'vitest'
import { type Howdah, startHowdah } from '#test/support/howdah'
import { scheduling } from '#test/support/scheduling'

const indexes = 20

export interface Fire {
  readonly slots: number
  readonly kills: number
  /** Environment of the bots. */
  readonly env?: Readonly<Record<string, string>>
}

export const startUnderFire = async ({ slots, kills, env = {} }: Fire) => {
  const howdah: Howdah = await startHowdah({
    inventory: {
      people: { operators: ['U_OLGA', 'U_ADAM', 'U_DANA'], approvers: ['U_ADAM', 'U_DANA'] },
    },
    tables: [
      'create table users (id int primary key, email text)',
      ...Array.from(
        { length: indexes },
        (_, n) => `create index mails_${n} on users (email, (id + ${n}))`,
      ),
    ],
  })
  const house = scheduling(howdah)
  /** A person has at most 100 schedules, and each index is asked about by the same person: the first ones by olga. */
  const owners = ['olga', 'adam', 'dana'] as const
  const bots = async (): Promise<void> => {
    const missing = Math.max(0, 2 - howdah.bots.length)
    await Promise.all(Array.from({ length: missing }, () => howdah.start(env)))
  }

  const over = async (): Promise<number> =>
    (
      await howdah.store.query(
        `select from howdah.slot where schedule_id like 'due-%' and body is not null`,
      )
    ).length

  return {
    howdah,
    ...house,
    bots,
    /** Gives the time of the slots: far enough away for a slow machine to save every schedule. */
    saveAll: async (): Promise<Date> => {
      const at = new Date(Math.ceil((Date.now() + slots * 300) / 60_000) * 60_000)
      const calendar = `${at.getUTCMinutes()} ${at.getUTCHours()} ${at.getUTCDate()} ${at.getUTCMonth() + 1} *`
      const save = (n: number): Promise<void> =>
        house.save(
          `due-${n}`,
          {
            command:
              n % 2 === 0
                ? 'lock tree cluster=shop'
                : `index reindex mails_${n % indexes} cluster=shop`,
            calendar,
            catchUp: 600,
          },
          owners[Math.floor(((n % indexes) * owners.length) / indexes)],
        )
      for (let n = 0; n < slots; n += indexes)
        await Promise.all(Array.from({ length: indexes }, (_, more) => save(n + more)))
      return at
    },
    /** Kills from the time of the slots on; resolves once every slot is over. */
    fire: async (at: Date): Promise<void> => {
      await pass(Math.max(0, at.getTime() - Date.now()))
      for (let n = 0; n < kills && (await over()) < slots; n += 1) {
        await pass(randomInt(200, 3_000))
        howdah.bots[randomInt(howdah.bots.length)]?.kill()
        await bots()
      }
      await expect.poll(over, { timeout: 400_000 }).toBe(slots)
    },
    /** Prints the ends; none is double or without a reason. */
    expectEachOnce: async (at: Date): Promise<void> => {
      const found = await howdah.store.query<{ kind: string; slots: number }>(
        `select concat_ws(': ', body ->> 'kind', body ->> 'because') as kind, count(*)::int as slots
         from howdah.slot where schedule_id like 'due-%' group by 1`,
      )
      const ran = found.filter(({ kind }) => kind === 'answered' || kind === 'planned')
      expect(ran.reduce((sum, one) => sum + one.slots, 0)).toBeGreaterThan(slots / 2)
      console.log(
        `at most ${kills} kills: ${found.map(one => `${one.slots} ${one.kind}`).join(', ')}`,
      )
      const doubled = await howdah.store.query(
        `select origin -> 'slot' as slot from howdah.plan where origin #>> '{slot,schedule}' like 'due-%'
         group by origin -> 'slot' having count(*) > 1`,
      )
      expect(doubled).toEqual([])
      const unexplained = await howdah.store.query(
        `select schedule_id, at, body from howdah.slot where schedule_id like 'due-%'
         and (at <> $1 or body ->> 'kind' not in ('answered', 'planned', 'missed') or body ->> 'kind' = 'missed' and body ->> 'because' is null)`,
        [at],
      )
      expect(unexplained).toEqual([])
    },
  }
}
