/** A signed row counts once: neither a copy nor a crowd of rows by hand changes a run. */
import { describe, expect, test } from 'vitest'
import { openFleet } from '#main/fleet'
import { approvalsOf } from '#store/approvals'
import { insertClone, liveClones } from '#store/clones/clones'
import { forgedRows } from '#store/forged-rows'
import { journalOf } from '#store/journal'
import { steeringOf } from '#store/pieces/steering'
import { findUndo } from '#store/plans'
import { insertReading, readingsOf } from '#store/readings'
import { allSchedules } from '#store/schedule/schedules'
import type { Store } from '#store/store'
import { startCounting } from '#test/support/batches/counted'

const { howdah, house, count, table } = await startCounting()
const { store } = howdah

/** Further texts of the same signature, to a lenient decoder. */
const texts: readonly (readonly [string, (signature: string) => string])[] = [
  ['a further part', signature => `${signature}.x`],
  ['padding', signature => `${signature}=`],
  ['a character that base64 has not', signature => `${signature}!`],
  ['the other alphabet', signature => `${signature.replaceAll('-', '+').replaceAll('_', '/')} `],
]

let made = 0
const approved = async () => {
  made += 1
  await table(`copied_${made}`, 'id bigint primary key', 'i', 20)
  return count(`copied_${made}`)
}

describe('a copy of a signed row', () => {
  test.each(texts)('under the same signature with %s is no entry of the journal', async (_, of) => {
    const { run } = await approved()
    await house.drive(run)
    const journal = await journalOf(store, run)
    const rows = await store.query<{ seq: number; signature: string }>(
      'select seq, signature from howdah.journal where run_id = $1 order by seq',
      [run],
    )
    expect(rows.length).toBeGreaterThan(3)
    for (const { seq, signature } of rows)
      await store.query(
        `insert into howdah.journal (run_id, seq, token, kind, step, detail, signature)
         select run_id, (select max(seq) + 1 from howdah.journal where run_id = $1), token, kind, step, detail, $3
         from howdah.journal where run_id = $1 and seq = $2`,
        [run, seq, of(signature)],
      )
    expect(await journalOf(store, run)).toEqual(journal)
  })

  test('lets nothing go on that a person holds', async () => {
    const { id, run } = await approved()
    for (const wish of ['hold', 'resume', 'hold']) await house.say(`run ${wish} ${id}`)
    expect(await steeringOf(store, run)).toMatchObject({ hold: true })
    for (const [, of] of texts)
      for (const { id: row, signature } of await store.query<{ id: string; signature: string }>(
        `select id, signature from howdah.steering where run_id = $1 and body ->> 'hold' = 'false'`,
        [run],
      ))
        await store.query(
          `insert into howdah.steering (run_id, person, name, body, signature)
           select run_id, person, name, body, $2 from howdah.steering where id = $1`,
          [row, of(signature)],
        )
    expect(await steeringOf(store, run)).toMatchObject({ hold: true })
  })
})

describe('a crowd of rows by hand', () => {
  test('lets nothing go on that a person holds', async () => {
    const { id, run } = await approved()
    await house.say(`run hold ${id}`)
    await store.query(
      `insert into howdah.steering (run_id, person, name, body, signature)
       select $1, 'x', 'x', '{"hold": false}', 'test.x.' || i from generate_series(1, 500) i`,
      [run],
    )
    expect(await steeringOf(store, run)).toMatchObject({ hold: true })
    await house.drive(run)
    expect((await house.engine.findChange(id))?.run?.waitingFor).toContain('holds it')
  })

  test('keeps no reading from a guard, and is found', async () => {
    const { id } = await approved()
    const [now] = await store.query<{ at: Date }>('select clock_timestamp() as at')
    const crowd = async (moment: 'before' | 'since') =>
      store.query(
        `insert into howdah.reading (plan_id, moment, body, signature)
         select $1, $2::text, '{}', 'test.x.' || $2 || gen_random_uuid() from generate_series(1, 3000)`,
        [id, moment],
      )
    await crowd('before')
    await insertReading(store, id, 'before', { at: 'before' })
    await crowd('since')
    await insertReading(store, id, 'since', { at: 'first' })
    await insertReading(store, id, 'since', { at: 'last' })
    await crowd('since')
    expect(await readingsOf(store, id)).toEqual({
      before: [{ at: 'before' }],
      since: [{ at: 'first' }, { at: 'last' }],
    })
    const found = await forgedRows(store, now?.at ?? null)
    expect(found.map(({ what }) => what)).toContain(`a reading of ${id}`)
  })

  test('of notifications has clones looked at a few times', async () => {
    let [heard, looks] = [0, 0]
    const counted = {
      ...store,
      async query<Row extends object>(text: string, values?: readonly unknown[]) {
        looks += 1
        return store.query<Row>(text, values)
      },
    }
    const fleet = openFleet([], counted, { sign: String, signed: () => false })
    const deaf = await fleet.follow(error => {
      throw error
    })
    const deafToo = await store.listen('howdah_clone', () => {
      heard += 1
    })
    await store.query(`select pg_notify('howdah_clone', i::text) from generate_series(1, 2000) i`)
    await expect.poll(() => heard, { timeout: 110_000 }).toBe(2_000)
    await fleet.refresh()
    expect(looks).toBeLessThan(200)
    await Promise.all([deaf(), deafToo()])
    await fleet.close()
  })

  test('is not read whole when clones, schedules, approvals or plans are, and hides none', async () => {
    const made = {
      kind: 'made',
      source: 'shop',
      plan: 'p-0000001',
      run: 'r-0000001',
      owner: 'T/U',
      place: '/nowhere',
      endsAt: '2030-01-01T00:00:00.000Z',
      warnedAt: null,
    } as const
    await insertClone(store, 'shop-clone-1', made)
    const long = `jsonb_build_object('long', repeat('x', 3000000))`
    await store.query(
      `insert into howdah.clone (name, revision, body, signature)
       select case i when 1 then 'shop-clone-1' else 'other-' || i end, case i when 1 then 2 else 1 end, ${long}, 'test.x.' || i
       from generate_series(1, 8) i`,
    )
    await store.query(
      `insert into howdah.schedule (id, revision, body, person, name, signature)
       select 'other-' || i, 1, ${long}, 'x', 'x', 'test.x.' || i from generate_series(1, 8) i`,
    )
    const { id, run } = await approved()
    const known = await approvalsOf(store, id)
    await store.query(
      `insert into howdah.approval (plan_id, person, name, decision, fingerprint, reason, via, signature)
       select $1, 'x' || i, 'x', 'reject', 'x', repeat('x', 3000000), 'x', 'test.x.' || i from generate_series(1, 8) i`,
      [id],
    )
    await store.query(
      `insert into howdah.plan (id, change, cluster, body, fingerprint, requester, state, origin, expires_at, signature)
       select 'p-000000' || i, 'c-0000000', 'shop', jsonb_build_object('undoes', $1::text) || ${long}, 'x', 'x', 'pending', '{}',
         clock_timestamp() + interval '1 h', 'test.x.' || i from generate_series(1, 8) i`,
      [run],
    )
    let most = 0
    const watched: Store = {
      ...store,
      async query<Row extends object>(text: string, values?: readonly unknown[]) {
        const rows = await store.query<Row>(text, values)
        most = Math.max(most, JSON.stringify(rows).length)
        return rows
      },
    }
    expect(await liveClones(watched)).toEqual([{ ...made, name: 'shop-clone-1' }])
    expect(await allSchedules(watched)).toEqual([])
    expect(await approvalsOf(watched, id)).toEqual(known)
    expect(known).toHaveLength(1)
    expect(await findUndo(watched, run)).toBeUndefined()
    expect(most).toBeLessThan(20_000_000)
  })
})
