/** What is done to the audit channel, to the database behind the channel, or to the right to read the channel. */
import { rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { headLine } from '#audit/compare-channel'
import { openHeadSigner } from '#signing/heads'
import { readSigningKeys } from '#signing/keys'
import { frozenScopes } from '#store/freezes'
import { clientOf, postMessage } from '#test/support/bolt'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { testKey, testSigner } from '#test/support/signing'
import { asOwner, readyz, readyzOfAll, recordToTamperWith, stopAll } from '#test/support/tampering'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })
const { anchors, last, newest, rechained, reported, reports } = await recordToTamperWith(howdah)
const heads = openHeadSigner(readSigningKeys(testKey) ?? [])

const told = () =>
  howdah.slack.state.messages.filter(
    one => one.channel === 'C_AUDIT' && wordsOf(one).includes('The record stands at'),
  )
const tell = (line: string) =>
  postMessage(clientOf(howdah.slack), { channel: 'C_AUDIT', text: `The record stands at ${line}` })

/** Waits for the next look at the channel. */
const looked = async (): Promise<void> => {
  const at = async () => {
    const [row] = await howdah.store.query<{ at: Date }>('select at from howdah.channel_look')
    return row?.at.getTime()
  }
  const before = await at()
  await expect.poll(at, { timeout: 110_000 }).not.toBe(before)
}

describe('the audit channel', () => {
  test('with heads that people copied or made up says nothing about the record', async () => {
    await howdah.slack.say('adam', 'db-audit', `9999 ${'d'.repeat(64)}`)
    await howdah.start()
    await looked()
    expect(reports('audit channel')).toEqual([])
    expect(await readyz(howdah)).toBe('ready\n')
  })

  test('without a head that was there is found within a minute, and told the head again', async () => {
    await Promise.all([howdah.start(), howdah.start()])
    expect(await readyzOfAll(howdah)).toEqual(['ready\n', 'ready\n'])
    const [first] = told()
    const [, entry] = /at entry (\d+)/.exec(first?.text ?? '') ?? []
    howdah.slack.deleteMessage('C_AUDIT', first?.ts ?? '')
    await reported(`that told the head of entry ${entry} was deleted. Howdah tells it there again.`)
    // Also of the bot that does not look at the channel.
    const deleted = expect.stringContaining('was deleted') as string
    await expect.poll(() => readyzOfAll(howdah), { timeout: 60_000 }).toEqual([deleted, deleted])
    await expect.poll(() => told().map(({ text }) => text)).toEqual([first?.text])
    await stopAll(howdah)
    await howdah.start()
    await looked()
    expect(await readyz(howdah)).toBe('ready\n')
    expect(await frozenScopes(howdah.store)).toEqual([])
  })

  test('with a head that nobody with the key wrote stops nothing, and is said', async () => {
    await tell(`entry ${newest + 50} ${'c'.repeat(64)}`)
    await howdah.start()
    await reported(
      `A message in the audit channel tells a head of entry ${newest + 50} that nobody with the key wrote.`,
    )
    await howdah.say('olga', '/pg index create users columns=id name=other_idx')
    expect(reports('recovery mode')).toEqual([])
    expect(await frozenScopes(howdah.store)).toEqual([])
  })

  test('with a newer head than the record starts recovery mode, where nothing else knows better', async () => {
    const head = { seq: newest, hash: last?.hash ?? '' }
    await tell(headLine(head, heads.sign(head)))
    rmSync(anchors)
    await asOwner(
      howdah,
      `delete from howdah.audit where seq > ${newest - 3}`,
      `delete from howdah.anchor where seq > ${newest - 3}`,
    )
    await howdah.start()
    const says = `, and entry ${newest} was anchored outside.`
    expect(await reported(says)).toContain('recovery mode')
    expect(await readyz(howdah)).toContain(says)
  })

  test('with another head than a record that was computed anew by the stolen key does so too', async () => {
    rmSync(anchors)
    await asOwner(howdah, 'delete from howdah.anchor', ...rechained(1, testSigner))
    await howdah.start()
    expect(await reported('of the record is not the one that was anchored outside')).toContain(
      'recovery mode',
    )
    await howdah.say('adam', '/pg thaw')
    await howdah.say('dana', '/pg thaw')
    await expect.poll(() => frozenScopes(howdah.store), { timeout: 110_000 }).toEqual([])
    // The heads from before are of another record, and no alarm after the thaw.
    const before = told().length
    await expect.poll(() => told().length, { timeout: 110_000 }).toBe(before + 1)
    await stopAll(howdah)
    await howdah.start()
    await looked()
    expect(await frozenScopes(howdah.store)).toEqual([])
  })
})
