/** Rows of slots and plans, written with the bot's login but without the signing key. */
import { describe, expect, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { person } from '#test/support/in-process'
import { scheduling } from '#test/support/scheduling'

const howdah = await startHowdah({
  tables: [
    'create table users (id int primary key, email text)',
    'create index mails on users (email)',
  ],
})
const { engine, slotsOf, save, runNow, ended, plansOf } = scheduling(howdah)
await howdah.start()

/** The bot's own login. */
const stolen = howdah.store

const minutes = (from: Date, count: number): Date =>
  new Date(Math.ceil(from.getTime() / 60_000) * 60_000 + count * 60_000)

const holdByHand = (schedule: string, at: Date) =>
  stolen.query(
    `insert into howdah.slot (schedule_id, at, holder, held_until, signature)
     values ($1, $2, 'somebody', clock_timestamp() + interval '1 day', 'x')`,
    [schedule, at],
  )

describe('a forged slot', () => {
  test('hides no slot: neither when held for a day, nor when over, nor in the future', async () => {
    await save('reads', { command: 'lock tree cluster=shop', calendar: 'every 1 minute' })
    const now = new Date()
    const [first, second, far] = [minutes(now, 0), minutes(now, 1), minutes(now, 100_000)]
    for (const at of [first, second, far]) await holdByHand('reads', at)
    for (const at of [second, far])
      await stolen.query(
        `update howdah.slot set body = '{"kind":"skipped","because":"nothing to see"}', ended_at = clock_timestamp()
         where schedule_id = 'reads' and at = $1`,
        [at],
      )
    const kindAt = async (at: Date) =>
      (await slotsOf('reads')).find(one => one.at.getTime() === at.getTime())?.body?.kind
    await expect
      .poll(async () => [await kindAt(first), await kindAt(second)], { timeout: 240_000 })
      .toEqual(['answered', 'answered'])
  })

  test('with a forged plan gets its own plan all the same', async () => {
    await save('plans', { command: 'index reindex mails cluster=shop', calendar: 'every 1 minute' })
    await runNow('plans')
    await expect.poll(async () => (await plansOf('plans')).length, { timeout: 110_000 }).toBe(1)
    const [made] = await plansOf('plans')
    const next = minutes(new Date(), 0)
    await stolen.query(
      `insert into howdah.plan (id, change, cluster, body, fingerprint, requester, state, origin, expires_at, signature)
       select 'p-forged1', change, cluster, body, fingerprint, requester, 'pending',
         jsonb_set(origin, '{slot,at}', $2), expires_at, signature from howdah.plan where id = $1`,
      [made?.id, JSON.stringify(next.toISOString())],
    )
    await engine.reject(person('adam'), made?.id ?? '', null)
    const slotAt = async () =>
      (await slotsOf('plans')).find(one => one.at.getTime() === next.getTime())?.body
    await expect.poll(slotAt, { timeout: 240_000 }).toMatchObject({ kind: 'planned' })
    const plan = (await slotAt())?.plan
    expect(plan).not.toBe('p-forged1')
    expect((await engine.findChange(plan ?? ''))?.genuine).toBe('genuine')
  })

  test('that puts the open row back runs no slot twice', async () => {
    await save('replayed', { command: 'lock tree cluster=shop' })
    await runNow('replayed')
    await ended('replayed', 1)
    const [slot] = await slotsOf('replayed')
    const open = (token: string) =>
      stolen.query(
        `update howdah.slot set body = null, ended_at = null, held_until = clock_timestamp(), token = ${token}
         where schedule_id = 'replayed'`,
      )
    await expect(open('token')).rejects.toThrow(/never changed/)
    await expect(open('token - 1')).rejects.toThrow(/never changed/)
    const copied = stolen.query(
      `insert into howdah.slot (schedule_id, at, holder, held_until, asked_by, signature)
       select schedule_id, at + interval '10 microseconds', '', clock_timestamp(), asked_by, signature
       from howdah.slot where schedule_id = 'replayed'`,
    )
    await expect(copied).rejects.toThrow('slot_at_check')
    await open('token + 1')
    await runNow('replayed')
    await expect
      .poll(async () => (await slotsOf('replayed')).at(-1)?.body?.kind, { timeout: 110_000 })
      .toBe('answered')
    const [first] = await slotsOf('replayed')
    expect(first).toMatchObject({ at: slot?.at, token: (slot?.token ?? 0) + 1, body: null })
  })
})
