/** Ten kinds of tampering: each is found by the bot, told in chat and shown by `/readyz`, unasked. */
import { truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hashOf } from '#audit/entry'
import { clientOf } from '#test/support/bolt'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { asOwner, readyz, recordToTamperWith } from '#test/support/tampering'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })
const { anchors, kept, lines, last, newest, approved, rechained, reported } =
  await recordToTamperWith(howdah)

const told = howdah.slack.state.messages.find(one => wordsOf(one).includes('The record stands at'))
const [, entryTold] = /at entry (\d+)/.exec(told?.text ?? '') ?? []
const message = { channel: 'C_AUDIT', ts: told?.ts ?? '' }

const insertByHand = async (): Promise<void> => {
  const body = `{"actor":"T_LOCAL/U_DANA","at":"2026-01-01","detail":{},"kind":"plan.approved","seq":${newest + 1},"subject":{},"v":1}`
  await howdah.store.query(
    'insert into howdah.audit (seq, body, prev, hash) values ($1, $2, $3, $4)',
    [newest + 1, body, last?.hash, hashOf(last?.hash ?? '', body)],
  )
}

const editInChannel = async (): Promise<void> => {
  const text = (told?.text ?? '').replace(/[0-9a-f]{64}/, 'a'.repeat(64))
  await clientOf(howdah.slack).chat.update({ ...message, text, blocks: [] })
}

describe('ten kinds of tampering', () => {
  test.each<[string, () => unknown, string]>([
    [
      '1. an entry was edited',
      () =>
        asOwner(
          howdah,
          `update howdah.audit set body = replace(body, 'U_ADAM', 'U_DANA') where seq = ${approved?.seq}`,
        ),
      `entry ${approved?.seq} was altered`,
    ],
    [
      '2. an entry was deleted',
      () => asOwner(howdah, 'delete from howdah.audit where seq = 3'),
      'entry 3 is missing',
    ],
    [
      '3. the tail was cut off',
      () => asOwner(howdah, `delete from howdah.audit where seq > ${newest - 2}`),
      `, and entry ${newest} was anchored outside.`,
    ],
    [
      '4. an entry was inserted by hand',
      insertByHand,
      `entry ${newest + 1} was not written by Howdah: it has no signature`,
    ],
    [
      '5. two entries changed places',
      () =>
        asOwner(
          howdah,
          `update howdah.audit one set body = other.body, signature = other.signature
           from howdah.audit other where one.seq in (4, 5) and other.seq = 9 - one.seq`,
        ),
      'entry 4 was altered',
    ],
    [
      '6. the chain was computed anew',
      () => asOwner(howdah, ...rechained(3)),
      `Entry ${newest} of the record is not the one that was anchored outside.`,
    ],
    ['7. the anchor file was emptied', () => truncateSync(anchors), 'it was emptied or removed'],
    [
      '8. the anchor file was cut',
      () => writeFileSync(anchors, `${lines().slice(0, -1).join('\n')}\n`),
      `its anchor of entry ${newest} was cut off or removed`,
    ],
    [
      '9. the anchor file was edited',
      () => writeFileSync(anchors, kept.replace(last?.hash ?? '', 'a'.repeat(64))),
      'has a signature that is not by a key of Howdah',
    ],
    [
      '10. a head in the audit channel was edited',
      editInChannel,
      `The message in the audit channel that told the head of entry ${entryTold} was edited.`,
    ],
    [
      '10. a head in the audit channel was deleted',
      () => howdah.slack.deleteMessage(message.channel, message.ts),
      `The message in the audit channel that told the head of entry ${entryTold} was deleted.`,
    ],
  ])('%s', async (_, tamper, says) => {
    await tamper()
    await howdah.start()
    expect(await reported(says)).toContain(says)
    await expect.poll(() => readyz(howdah), { timeout: 110_000 }).toContain(says)
  })
})
