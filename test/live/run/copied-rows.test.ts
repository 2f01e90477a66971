/** A signed row counts once: neither a copy nor a crowd of rows by hand changes a run. */
import { describe, expect, test } from 'vitest'
import { forgedRows } from '#store/forged-rows'
import { journalOf } from '#store/journal'
import { steeringOf } from '#store/pieces/steering'
import { insertReading, readingsOf } from '#store/readings'
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
})
