/** The record outside the database: heads in the audit channel, and the export that they vouch for. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openLog } from '#audit/log'
import { cli } from '#test/support/cli'
import { startHowdah, wordsOf } from '#test/support/howdah'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })
await howdah.start()
const dir = mkdtempSync(join(tmpdir(), 'howdah-record-'))
afterAll(() => rmSync(dir, { recursive: true }))

const heads = (): readonly string[] =>
  howdah.slack.state.messages.filter(({ channel }) => channel === 'C_AUDIT').map(wordsOf)

/** A file of the test's, beside others. */
const write = (name: string, text: string): string => {
  const file = join(dir, name)
  writeFileSync(file, text)
  return file
}

const exported = async (): Promise<string> => {
  const { id } = howdah.slack.openIm('adam')
  const known = howdah.slack.state.messages.length
  await howdah.say('adam', '/pg audit export')
  const message = await howdah.slack.waitFor(
    state => state.messages.slice(known).find(one => one.channel === id && one.files.length > 0),
    { timeoutMs: 30_000, what: 'the export in a direct message' },
  )
  const [file] = message.files
  expect(file?.name).toBe('howdah-record.jsonl')
  return String(howdah.slack.file(file?.id ?? ''))
}

describe('the audit channel', () => {
  test('gets the head of the record after a hundred entries, as the database has it', async () => {
    // A process that keeps no files: the bot's own next entry makes the anchor.
    const others = openLog({ store: howdah.store, dir, keeps: false })
    for (let entry = 0; entry < 105; entry += 1)
      await others.append('asked', { actor: 'T/U_EVE', subject: {}, detail: { entry } })
    await howdah.say('adam', '/pg status')
    const [said = ''] = await howdah.slack.waitFor(
      () => (heads().length > 0 ? heads() : undefined),
      {
        timeoutMs: 30_000,
        what: 'a head in #db-audit',
      },
    )
    const [, seq, hash] = /The record stands at entry (\d+) ([0-9a-f]{64})/.exec(said) ?? []
    expect(Number(seq)).toBeGreaterThan(100)
    expect(await howdah.store.query('select hash from howdah.audit where seq = $1', [seq])).toEqual(
      [{ hash }],
    )
  })

  test('vouches for an export in Slack, and shows that one without its tail is cut off', async () => {
    const text = await exported()
    const [, head = ''] = /at entry (\d+ [0-9a-f]{64})/.exec(heads()[0] ?? '') ?? []
    const anchors = write('anchors.txt', `${head}\n`)
    const whole = await cli({}, 'audit', 'verify', write('whole.jsonl', text), anchors)
    expect(whole.out).toContain('The record holds: ')
    expect(whole.exit).toBe(0)
    const short = write('short.jsonl', `${text.split('\n').slice(0, 50).join('\n')}\n`)
    const cut = await cli({}, 'audit', 'verify', short, anchors)
    expect(cut.exit).toBe(1)
    expect(`${cut.out}${cut.err}`).toContain(`entry ${head.split(' ')[0]} was anchored outside`)
  })
})
