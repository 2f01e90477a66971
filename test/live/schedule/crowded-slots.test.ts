/** Rows of slots by hand, in any number and at any time, beside those that Howdah wrote. */
import { afterAll, describe, expect, test } from 'vitest'
import { forgedRows } from '#store/forged-rows'
import { migrate } from '#store/migrate'
import { insertRevision } from '#store/schedule/schedules'
import {
  endSlot,
  insertSlot,
  lastSlots,
  openSlots,
  slotsOf,
  takeSlot,
  untoldSlots,
} from '#store/schedule/slots'
import { slotsSince } from '#store/schedule/slots-since'
import { partsOf } from '#store/signed/genuine-rows'
import { openStore } from '#store/store'
import { testServer } from '#test/support/postgres'
import { testSigner } from '#test/support/signing'

const server = await testServer()
await server.run('postgres', `create role howdah login password 'h'`, 'create database howdah')
await migrate(server.url('howdah'), 'howdah')
/** The bot's own login. */
const stolen = openStore(server.url('howdah', 'howdah', 'h'), 'test', testSigner)
afterAll(() => stolen.close())

const body = {
  command: 'lock tree cluster=shop',
  calendar: 'every 1 minute',
  zone: 'UTC',
  overlap: 'skip',
  catchUp: 300,
  jitter: 0,
  owner: { id: 'T/U_OLGA', name: 'olga' },
  state: { kind: 'active' },
} as const

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 29, 12, minute))

const save = (id: string) =>
  stolen.transaction(tx => insertRevision(tx, { id, body, person: 'T/U_OLGA', personName: 'olga' }))

const ended = async (schedule: string, minute: number): Promise<void> => {
  const held = await takeSlot(stolen, { schedule, at: at(minute), askedBy: null }, 'one')
  if (held) await endSlot(stolen, held, { kind: 'failed', because: 'it failed' })
}

/** So many rows from a minute on, a minute apart. */
const byHand = (schedule: string, from: string, rows: number) =>
  stolen.query(
    `insert into howdah.slot (schedule_id, at, holder, held_until, signature)
     select $1, $2::timestamptz + i * interval '1 minute', 'x', clock_timestamp(), 'x' from generate_series(1, $3::int) i`,
    [schedule, from, rows],
  )

describe('rows of slots by hand', () => {
  test('crowd out none of Howdah’s, on whichever side of them they lie', async () => {
    await save('crowded')
    await ended('crowded', 1)
    await insertSlot(stolen, { schedule: 'crowded', at: at(2), askedBy: 'T/U_OLGA' })
    await byHand('crowded', '2100-01-01', 3_000)
    await byHand('crowded', '2001-01-01', 3_000)
    await stolen.query(
      `update howdah.slot set body = '{"kind": "skipped"}', ended_at = clock_timestamp()
       where schedule_id = 'crowded' and signature = 'x' and at < '2001-01-02'`,
    )
    expect((await lastSlots(stolen, ['crowded'])).get('crowded')).toEqual(at(1))
    expect(await openSlots(stolen, ['crowded'])).toMatchObject([{ at: at(2), askedBy: 'T/U_OLGA' }])
    expect((await slotsOf(stolen, 'crowded', 20)).map(one => one.at)).toEqual([at(2), at(1)])
    expect((await untoldSlots(stolen, [], 200)).map(one => one.at)).toEqual([at(1)])
    // As after a channel took none of its messages.
    expect(await untoldSlots(stolen, ['crowded'], 200)).toEqual([])
    const { others } = await slotsSince(stolen, ['crowded'], new Date(0))
    expect(others.map(one => one.at)).toEqual([at(1)])
  })

  test('have no time that no calendar has: a single one would stop every schedule', async () => {
    await save('timed')
    await ended('timed', 1)
    for (const time of ['infinity', '290000-01-01', '4000-01-01 BC']) {
      const insert = stolen.query(
        `insert into howdah.slot (schedule_id, at, holder, held_until, signature) values ('timed', $1, 'x', now(), 'x')`,
        [time],
      )
      await expect(insert, time).rejects.toMatchObject({ code: '23514' })
      for (const column of ['held_until', 'told_at'])
        await expect(
          stolen.query(`update howdah.slot set ${column} = $1 where schedule_id = 'timed'`, [time]),
          `${column} ${time}`,
        ).rejects.toMatchObject({ code: '23514' })
      await expect(
        stolen.query(`update howdah.slot set ended_at = $1 where schedule_id = 'timed'`, [time]),
        `ended_at ${time}`,
      ).rejects.toMatchObject({ code: expect.stringMatching(/^(23514|42501)$/) as unknown })
    }
  })

  test('hold no slot, and are not among those that ran', async () => {
    await save('kept')
    const slot = { schedule: 'kept', at: at(1), askedBy: null }
    await stolen.query(
      `insert into howdah.slot (schedule_id, at, holder, held_until, signature)
       values ('kept', $1, 'x', clock_timestamp() + interval '50 seconds', 'x')`,
      [at(1)],
    )
    const held = await takeSlot(stolen, slot, 'one')
    expect(held).toMatchObject({ holder: 'one', token: 2 })
    expect(await takeSlot(stolen, slot, 'two')).toBeUndefined()
    if (held)
      await endSlot(stolen, held, { kind: 'planned', plan: 'p', standing: null, asks: null })
    await byHand('kept', '2026-11-29', 600)
    await stolen.query(
      `update howdah.slot set body = '{"kind": "answered"}' where schedule_id = 'kept' and signature = 'x'`,
    )
    expect((await slotsSince(stolen, ['kept'], new Date(0))).ran).toBe(1)
  })

  test('that are long are read a few at a time, and crowd out none either', async () => {
    await save('long')
    await ended('long', 1)
    await byHand('long', '2100-01-01', 12)
    await stolen.query(
      `update howdah.slot set body = jsonb_build_object('kind', 'answered', 'x', repeat('x', 3000000))
       where schedule_id = 'long' and signature = 'x'`,
    )
    const query = (after: number | null, size: number) =>
      [
        `select schedule_id, body, (row_number() over (order by at desc))::float8 as place from howdah.slot
         where schedule_id = 'long' order by at desc offset $1 limit $2`,
        [after ?? 0, size],
      ] as const
    const places: number[] = []
    for await (const rows of partsOf(stolen, query, 100, 20)) {
      expect(JSON.stringify(rows).length).toBeLessThan(20 * 1024 * 1024)
      places.push(...rows.map(({ place }) => place))
    }
    expect(places).toEqual(Array.from({ length: 13 }, (_, place) => place + 1))
    expect((await slotsOf(stolen, 'long', 20)).map(one => one.at)).toEqual([at(1)])
    const { ran, others } = await slotsSince(stolen, ['long'], new Date(0))
    expect(others.map(one => one.at)).toEqual([at(1)])
    expect(ran).toBe(0)
  })

  test('are found also where they stand in the place of an older one', async () => {
    await save('spoiled')
    await ended('spoiled', 1)
    const [now] = await stolen.query<{ now: Date }>('select clock_timestamp() as now')
    expect(await forgedRows(stolen, now?.now ?? null)).toEqual([])
    await stolen.query(
      `update howdah.slot set token = token + 1, body = '{"kind": "answered"}' where schedule_id = 'spoiled'`,
    )
    expect((await forgedRows(stolen, now?.now ?? null)).map(({ what }) => what)).toEqual([
      'a slot of schedule spoiled',
    ])
  })
})
