/** The record outside the database: heads in the audit channel, and the export that the heads vouch for. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openLog } from '#audit/log'
import { cli } from '#test/support/cli'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { testKey } from '#test/support/signing'

// Howdah is not yet invited into the audit channel.
const howdah = await startHowdah({
  tables: ['create table users (id int)'],
  channels: { 'db-audit': { id: 'C_AUDIT', members: ['U_ADAM'], withApp: false } },
})
await howdah.start()
const dir = mkdtempSync(join(tmpdir(), 'howdah-record-'))
afterAll(() => rmSync(dir, { recursive: true }))

const heads = (): readonly string[] =>
  howdah.slack.state.messages
    .filter(({ channel }) => channel === 'C_AUDIT')
    .map(wordsOf)
    .filter(words => words.includes('The record stands at'))

const head = (place: number): Promise<string> =>
  howdah.slack.waitFor(() => heads()[place], {
    timeoutMs: 110_000,
    what: `head ${place + 1} in #db-audit`,
  })

const entryOf = (head: string): number => Number(/at entry (\d+)/.exec(head)?.[1])

/** By a process that keeps no files, as the command line is. */
const others = openLog({ store: howdah.store, dir, keeps: false })
const append = async (entries: number): Promise<void> => {
  for (let entry = 0; entry < entries; entry += 1)
    await others.append('asked', { actor: 'T/U_EVE', subject: {}, detail: { entry } })
}

/** All live processes end and new processes begin, each for less than a minute. */
const restart = async (bots = 1): Promise<void> => {
  for (const bot of howdah.bots) {
    bot.kill('SIGTERM')
    await bot.ended
  }
  await Promise.all(Array.from({ length: bots }, () => howdah.start()))
}

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
    { timeoutMs: 110_000, what: 'the export in a direct message' },
  )
  const [file] = message.files
  expect(file?.name).toBe('howdah-record.jsonl')
  return String(howdah.slack.file(file?.id ?? ''))
}

describe('the audit channel', () => {
  test('gets the head of the record a minute after it would not take it', async () => {
    await append(105)
    await expect
      .poll(() => howdah.log(), { timeout: 110_000 })
      .toContain('"during":"keeping the audit channel"')
    await howdah.slack.invite('adam', 'db-audit')
    const said = await head(0)
    const [, seq, hash] = /(\d+) ([0-9a-f]{64}) test\.[\w-]{86}/.exec(said) ?? []
    expect(Number(seq)).toBeGreaterThan(100)
    expect(await howdah.store.query('select hash from howdah.audit where seq = $1', [seq])).toEqual(
      [{ hash }],
    )
  }, 300_000)

  test('vouches for an export in Slack by public keys alone, and shows that one without its tail is cut off', async () => {
    const text = await exported()
    const keys = write(
      'keys.txt',
      (await cli({ HOWDAH_SIGNING_KEY: testKey }, 'audit', 'keys')).out,
    )
    const verify = (...files: readonly string[]) =>
      cli({}, 'audit', 'verify', '--key', keys, ...files)
    const anchors = write('anchors.txt', heads()[0] ?? '')
    const whole = await verify(write('whole.jsonl', text), anchors)
    expect(whole.out).toMatch(/^The record holds: .*Signed by key test\.$/m)
    expect(whole.exit).toBe(0)
    expect((await verify(anchors)).out).toContain('The anchors hold: ')
    const short = write('short.jsonl', `${text.split('\n').slice(0, 50).join('\n')}\n`)
    const cut = await verify(short, anchors)
    expect(cut.exit).toBe(1)
    expect(`${cut.out}${cut.err}`).toContain(`entry ${entryOf(await head(0))} was anchored outside`)
    expect((await verify(short)).err).toContain('Nothing signs the end of the export, entry 50')
  })

  test('gets the next head after a hundred entries, however many bots came and went', async () => {
    await append(60)
    await restart()
    await append(45)
    await restart(2)
    expect(entryOf(await head(1)) - entryOf(await head(0))).toBeGreaterThanOrEqual(100)
  })

  test('gets one daily, of whatever is new', async () => {
    await expect
      .poll(() => howdah.store.query(`select from howdah.anchor where place = 'C_AUDIT'`))
      .toHaveLength(2)
    await howdah.control.run(
      'howdah',
      'alter table howdah.anchor disable trigger user',
      `update howdah.anchor set at = at - interval '1 day' where place = 'C_AUDIT'`,
      'alter table howdah.anchor enable trigger user',
    )
    await append(1)
    await restart()
    await head(2)
    // Each was told once, also by two bots.
    expect(heads()).toHaveLength(3)
  })
})
