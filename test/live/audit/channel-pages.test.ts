/** An audit channel of many messages is gone over page by page, two pages a look. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openLog } from '#audit/log'
import type { ChannelPage, OwnMessage, ReadChannel } from '#model/record/channel'
import { openHeadSigner } from '#signing/heads'
import { readSigningKeys } from '#signing/keys'
import { migrate } from '#store/migrate'
import { openStore } from '#store/store'
import { testServer } from '#test/support/postgres'
import { testKey, testSigner } from '#test/support/signing'

const server = await testServer()
await server.run('postgres', `create role howdah login password 'h'`, 'create database howdah')
await migrate(server.url('howdah'), 'howdah')
const store = openStore(server.url('howdah', 'howdah', 'h'), 'test', testSigner)
const dir = mkdtempSync(join(tmpdir(), 'howdah-channel-'))
afterAll(async () => {
  await store.close()
  rmSync(dir, { recursive: true, force: true })
})
const heads = openHeadSigner(readSigningKeys(testKey) ?? [])
const openRecord = () => openLog({ store, dir, heads, channel: 'C_AUDIT' })
const record = openRecord()
const { channel } = record
if (channel === null) throw new Error('no channel')

/** The channel, the oldest message first. */
let messages: readonly OwnMessage[] = []
let reads = 0
let posted = 10
const pageSize = 2
const read: ReadChannel = (before): Promise<ChannelPage> => {
  reads += 1
  const there = messages.filter(({ ts }) => before === null || ts < before).toReversed()
  const own = there.slice(0, pageSize)
  return Promise.resolve({
    own,
    from: own.at(-1)?.ts ?? null,
    more: there.length > pageSize,
  })
}

const post = (text: string): string => {
  posted += 1
  const ts = `17000000${posted}.000000`
  messages = [...messages, { ts, texts: [text] }]
  return ts
}

/** Tells the head of a new entry. */
const tell = async (): Promise<string> => {
  await record.append('asked', { actor: 'T/U_EVE', subject: {}, detail: {} })
  const [entry] = await record.latest(1)
  const head = { seq: entry?.seq ?? 0, hash: entry?.hash ?? '' }
  const ts = post(channel.lineOf(head))
  await channel.told(head, ts)
  return ts
}

const sentences = () => record.troubles().map(({ sentence }) => sentence)

for (let n = 0; n < 9; n += 1) await tell()

describe('an audit channel of five pages', () => {
  test('is read two pages at a look, and nothing is said of it', async () => {
    reads = 0
    for (let look = 0; look < 6; look += 1) expect(await channel.compare(read)).toEqual([])
    expect(reads).toBe(12)
    expect(sentences()).toEqual([])
    expect(await channel.seen()).toMatchObject([{ seq: 9 }])
  })

  test('shows within a round that its second message was deleted, and is told that head again', async () => {
    const [first, second, ...others] = messages
    messages = [...(first ? [first] : []), ...others]
    const again: number[] = []
    for (let look = 0; look < 5; look += 1)
      for (const { seq, hash } of await channel.compare(read)) {
        again.push(seq)
        await channel.told({ seq, hash }, post(second?.texts[0] ?? ''))
      }
    expect(again).toEqual([2])
    expect(sentences()).toEqual([
      'The message in the audit channel that told the head of entry 2 was deleted. Howdah tells it there again.',
    ])
    expect(record.faults()).toEqual(sentences())
  })

  test('may have a head whose bot was killed before the control database knew', async () => {
    await record.append('asked', { actor: 'T/U_EVE', subject: {}, detail: { killed: true } })
    const [entry] = await record.latest(1)
    const ts = post(channel.lineOf({ seq: entry?.seq ?? 0, hash: entry?.hash ?? '' }))
    expect(await channel.compare(read)).toEqual([])
    const rows = () => store.query(`select seq from howdah.anchor where ts = $1`, [ts])
    expect(await rows()).toEqual([{ seq: String(entry?.seq) }])
    await channel.compare(read)
    expect(await rows()).toHaveLength(1)
    expect(await record.strayed()).toBeNull()
  })

  test('that cannot be read for a while is said in a sentence, and forgotten when it can', async () => {
    const unread = { because: 'Slack says access_denied', instead: 'Look at its settings.' }
    expect(await channel.compare(() => Promise.resolve(unread))).toEqual([])
    const state = () => store.query('select unread from howdah.channel_look')
    expect(await state()).toEqual([
      {
        unread:
          'The audit channel is not compared with the record, because Slack says access_denied. Look at its settings.',
      },
    ])
    await channel.compare(read)
    expect(await state()).toEqual([{ unread: null }])
  })

  test('shows that the control database has lost what it knew', async () => {
    await server.run(
      'howdah',
      'alter table howdah.anchor disable trigger user',
      'delete from howdah.anchor where seq > 7',
      'alter table howdah.anchor enable trigger user',
    )
    await channel.compare(read)
    expect(sentences().at(-1)).toBe(
      'The control database has lost what it knew of the head of entry 11 in the audit channel.',
    )
  })

  test('is nobody’s fault in a database where somebody wrote an anchor by hand', async () => {
    await store.query(
      `insert into howdah.anchor (place, seq, hash, lines, ts, signature)
       values ('C_AUDIT', 99, repeat('a', 64), 0, '1700000099.000000', 'test.x.y')`,
    )
    const other = openRecord()
    expect(await other.channel?.compare(read)).toEqual([])
    expect(other.troubles().map(({ sentence }) => sentence)).toEqual([
      'The control database has anchors that Howdah did not write.',
    ])
    expect(await other.strayed()).toBeNull()
  })
})
