import { describe, expect, test } from 'vitest'
import { startHowdah, toldOnly, wordsOf } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'

const howdah = await startHowdah({
  tables: ['create table users (id int)', 'create table orders (id int)'],
})

/** As from a backup: everything after entry `seq` of the record is not there. */
const restoreTo = async (seq: number): Promise<void> => {
  await howdah.control.run(
    'howdah',
    'alter table howdah.audit disable trigger audit_is_append_only',
    `delete from howdah.audit where seq > ${seq}`,
    'alter table howdah.audit enable trigger audit_is_append_only',
  )
}

describe('a control database that was restored from a backup', () => {
  test('lets nothing act until a person has looked, and then goes on', async () => {
    const first = await howdah.start()
    const waiting = await howdah.plan('/pg index create users columns=id')
    await howdah.plan('/pg index create orders columns=id')
    first.kill('SIGTERM')
    await first.ended
    await restoreTo(1)

    await howdah.start()
    const expired = await howdah.message(
      one => one.ts === waiting.ts && wordsOf(one).includes('Expired.'),
      'the expiry',
    )
    expect(wordsOf(expired)).toContain('restored from an older state')
    await howdah.say('olga', '/pg index create users columns=id')
    const told = await howdah.slack.waitFor(() =>
      toldOnly(howdah.slack, 'U_OLGA').find(one => one.includes('recovery mode')),
    )
    expect(told).toContain('The record ends at entry 1, and entry 2 was anchored outside.')

    await howdah.say('adam', '/pg thaw')
    await howdah.slack.waitFor(() =>
      toldOnly(howdah.slack, 'U_ADAM').find(one => one.includes('is thawed')),
    )
    const again = await howdah.plan('/pg index create users columns=id')
    await howdah.click('adam', again, 'approve')
    expect(await outcomeOf(howdah, again)).toBe('succeeded')
    await howdah.say('adam', '/pg audit verify')
    const verified = await howdah.slack.waitFor(() =>
      toldOnly(howdah.slack, 'U_ADAM').find(one => one.includes('record')),
    )
    expect(verified).not.toContain('tampered')
  })
})
