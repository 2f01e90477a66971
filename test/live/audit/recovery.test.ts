import { describe, expect, test } from 'vitest'
import { openLog } from '#audit/log'
import { frozenScopes } from '#store/freezes'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'

const howdah = await startHowdah({
  tables: ['create table users (id int)', 'create table orders (id int)'],
})

const reports = (words: string): readonly string[] =>
  howdah.slack.state.messages
    .filter(one => one.channel === 'C_REPORTS')
    .map(wordsOf)
    .filter(one => one.includes(words))

const reported = (words: string): Promise<string> =>
  howdah.slack.waitFor(() => reports(words)[0], {
    timeoutMs: 110_000,
    what: `“${words}” in the reports channel`,
  })

const frozen = () => frozenScopes(howdah.store)

const newestEntry = async (): Promise<number> => {
  const [row] = await howdah.store.query<{ seq: string }>(
    'select max(seq) as seq from howdah.audit',
  )
  return Number(row?.seq)
}

const stopAll = async (): Promise<void> => {
  for (const bot of howdah.bots) {
    bot.kill('SIGTERM')
    await bot.ended
  }
}

/** Changes a part of the record as the record's owner could. */
const tamper = (...statements: readonly string[]): Promise<void> =>
  howdah.control.run(
    'howdah',
    'alter table howdah.audit disable trigger audit_is_append_only',
    ...statements,
    'alter table howdah.audit enable trigger audit_is_append_only',
  )

/** As from a backup: the record ends with entry `seq`. */
const restoreTo = (seq: number): Promise<void> =>
  tamper(`delete from howdah.audit where seq > ${seq}`)

describe('a control database that was restored from a backup', () => {
  test('lets nothing act until a person has looked, and then goes on', async () => {
    const first = await howdah.start()
    const waiting = await howdah.plan('/pg index create users columns=id')
    await howdah.plan('/pg index create orders columns=id')
    first.kill('SIGTERM')
    await first.ended
    const newest = await newestEntry()
    await restoreTo(2)

    await howdah.start()
    const expired = await howdah.message(
      one => one.ts === waiting.ts && wordsOf(one).includes('Expired.'),
      'the expiry',
    )
    expect(wordsOf(expired)).toContain('restored from an older state')
    expect(wordsOf(expired)).not.toContain('Nothing was done.')
    const announced = await reported('recovery mode')
    expect(announced).toContain('It was restored from an older state, or its end was removed.')
    expect(announced).toContain('then say `/pg thaw`')
    const told = await hear(howdah, 'olga', '/pg index create users columns=id', 'recovery mode')
    expect(told).toContain(`The record ends at entry 2, and entry ${newest} was anchored outside.`)

    const ended = 'You asked to end recovery mode.'
    const asked = await hear(howdah, 'adam', '/pg thaw', ended)
    expect(asked).toContain('It goes on until another approver says')
    await hear(howdah, 'adam', '/pg thaw', ended)
    await hear(howdah, 'olga', '/pg thaw', ended)
    expect(await frozen()).toEqual(['recovery'])
    await hear(howdah, 'dana', '/pg thaw', 'is thawed')
    const again = await howdah.plan('/pg index create users columns=id')
    await howdah.click('adam', again, 'approve')
    expect(await outcomeOf(howdah, again)).toBe('succeeded')
    const verified = await hear(howdah, 'adam', '/pg audit verify', 'record')
    expect(verified).not.toContain('tampered')
    expect(reports('recovery mode')).toHaveLength(1)
    expect(reports('tampered')).toEqual([])
  })

  test('is noticed too when it was written on since', async () => {
    await stopAll()
    const anchored = openLog({ store: howdah.store, dir: howdah.recordDir })
    await anchored.anchor()
    const newest = await newestEntry()
    await restoreTo(newest - 2)
    for (let more = 0; more < 4; more += 1)
      await anchored.append('asked', { actor: 'T/U_EVE', subject: {}, detail: { more } })
    // The second record is not taken for the anchored record.
    await anchored.anchor()
    await howdah.start()
    const announced = await reported(`Entry ${newest} of the record is not the one`)
    expect(announced).toContain('recovery mode')
    expect(announced).toContain('written on since, or it was rewritten.')
    expect(await frozen()).toHaveLength(1)
    // Written by the login of the control database: as if Olga had asked.
    await howdah.store.query(
      `insert into howdah.recovery_ask (freeze_id, person, signature)
       select max(id), 'T_LOCAL/U_OLGA', 'test.x.y' from howdah.freeze`,
    )
    await howdah.say('adam', '/pg thaw')
    await howdah.message(
      one => wordsOf(one).includes('adam asks to end recovery mode'),
      'the announcement',
    )
    expect(await frozen()).toHaveLength(1)
    await howdah.say('dana', '/pg thaw')
    await expect.poll(frozen, { timeout: 110_000 }).toEqual([])
  })
})

describe('an entry that was changed', () => {
  test('leads the reports, and stops nothing', async () => {
    await stopAll()
    const [of] = await howdah.store.query<{ seq: string }>(
      `select min(seq) as seq from howdah.audit where body like '%U_ADAM%'`,
    )
    await tamper(
      `update howdah.audit set body = replace(body, 'U_ADAM', 'U_EVE') where seq = ${of?.seq}`,
    )
    await howdah.start()
    const [, words] = (await reported('tampered')).split('\n')
    expect(words).toContain(`The record was tampered with: entry ${of?.seq} was altered`)
    expect(await frozen()).toEqual([])
  })
})
