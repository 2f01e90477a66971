/** Whatever is done to the record or to an anchor is found by the bots, before anybody asks. */

import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { chained, hashOf } from '#audit/entry'
import { genesis } from '#audit/head'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'
import { testSigner } from '#test/support/signing'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })
const anchors = join(howdah.recordDir, 'anchors.txt')

interface Row {
  readonly seq: string
  readonly body: string
  readonly prev: string
  readonly hash: string
  readonly signature: string
}

/** As the owner of the control database, with the guards of the tables out of the way. */
const asOwner = async (...statements: readonly string[]): Promise<void> => {
  const tables = ['audit', 'anchor', 'freeze']
  await howdah.control.run(
    'howdah',
    ...tables.map(one => `alter table howdah.${one} disable trigger user`),
    ...statements,
    ...tables.map(one => `alter table howdah.${one} enable trigger user`),
  )
}

const write = ({ seq, body, prev, hash, signature }: Row): string =>
  `insert into howdah.audit (seq, body, prev, hash, signature)
   values (${seq}, '${body.replaceAll("'", "''")}', '${prev}', '${hash}', '${signature}')
   on conflict (seq) do update set body = excluded.body, prev = excluded.prev, hash = excluded.hash, signature = excluded.signature`

const stopAll = async (): Promise<void> => {
  for (const bot of howdah.bots) {
    bot.kill('SIGTERM')
    await bot.ended
  }
}

/** Messages before the present test. */
let before = 0

const reports = (words: string): readonly string[] =>
  howdah.slack.state.messages
    .slice(before)
    .filter(one => one.channel === 'C_REPORTS')
    .map(wordsOf)
    .filter(one => one.includes(words))

const reported = (words: string): Promise<string> =>
  howdah.slack.waitFor(() => reports(words)[0], {
    timeoutMs: 60_000,
    what: `“${words}” in the reports channel`,
  })

const lines = (): readonly string[] => readFileSync(anchors, 'utf8').split('\n').filter(Boolean)

// Each bot that ends anchors what is new.
await howdah.start()
const plan = await howdah.plan('/pg index create users columns=id')
await stopAll()
await howdah.start()
await howdah.click('adam', plan, 'approve')
await outcomeOf(howdah, plan)
await stopAll()

const entries = await howdah.control.query<Row>('howdah', 'select * from howdah.audit order by seq')
const kept = readFileSync(anchors, 'utf8')
const [known] = await howdah.control.query<{ id: string }>(
  'howdah',
  'select max(id) as id from howdah.anchor',
)
const last = entries.at(-1)
const newest = Number(last?.seq)
const approved = entries.find(({ body }) => body.includes('"plan.approved"'))

/** The approval is by another person, in a chain that holds from entry `first` on, by another key. */
const rechained = (first: number): readonly string[] => {
  let prev = entries[first - 2]?.hash ?? genesis
  return entries.slice(first - 1).map(({ seq, body, signature }) => {
    const said = body.includes('"plan.approved"') ? body.replaceAll('U_ADAM', 'U_DANA') : body
    const moved =
      seq === String(first) ? { ...JSON.parse(said), at: '2026-01-01' } : JSON.parse(said)
    const made = chained(moved as Parameters<typeof chained>[0], prev, testSigner)
    prev = made.hash
    return write({ ...made, seq, signature: signature.replace(/^\w+/, 'other') })
  })
}

beforeEach(async () => {
  await stopAll()
  await asOwner(
    'delete from howdah.audit',
    ...entries.map(write),
    `delete from howdah.anchor where id > ${known?.id}`,
    'delete from howdah.freeze',
    'delete from howdah.report',
  )
  writeFileSync(anchors, kept)
  before = howdah.slack.state.messages.length
})

describe('the record', () => {
  test.each<[string, () => Promise<void>, string]>([
    [
      'with an altered entry',
      () =>
        asOwner(
          `update howdah.audit set body = replace(body, 'U_ADAM', 'U_DANA') where seq = ${approved?.seq}`,
        ),
      `entry ${approved?.seq} was altered`,
    ],
    [
      'without an entry of its middle',
      () => asOwner('delete from howdah.audit where seq = 3'),
      'entry 3 is missing',
    ],
    [
      'with its tail cut off',
      () => asOwner(`delete from howdah.audit where seq > ${newest - 2}`),
      `The record ends at entry ${newest - 2}, and entry ${newest} was anchored outside.`,
    ],
    [
      'with an entry written by hand',
      async () => {
        const body = `{"actor":"T_LOCAL/U_DANA","at":"2026-01-01","detail":{},"kind":"plan.approved","seq":${newest + 1},"subject":{},"v":1}`
        await howdah.store.query(
          'insert into howdah.audit (seq, body, prev, hash) values ($1, $2, $3, $4)',
          [newest + 1, body, last?.hash, hashOf(last?.hash ?? '', body)],
        )
      },
      `entry ${newest + 1} was not written by Howdah: it has no signature`,
    ],
    [
      'with two entries in the place of each other',
      () =>
        asOwner(
          `update howdah.audit one set body = other.body, signature = other.signature
           from howdah.audit other where one.seq in (4, 5) and other.seq = 9 - one.seq`,
        ),
      'entry 4 was altered',
    ],
    [
      'with its chain recomputed',
      () => asOwner(...rechained(3)),
      `Entry ${newest} of the record is not the one that was anchored outside.`,
    ],
    [
      'with its chain recomputed from its first entry on',
      () => asOwner(...rechained(1)),
      `Entry ${newest} of the record is not the one that was anchored outside.`,
    ],
    [
      'with its chain recomputed, and the anchors outside emptied',
      async () => {
        await asOwner(...rechained(1))
        truncateSync(anchors)
      },
      `Entry ${newest} of the record is not the one that was anchored outside.`,
    ],
  ])('%s is found by the bot', async (_, tamper, says) => {
    await tamper()
    await howdah.start()
    expect(await reported(says)).toMatch(/tampered with|recovery mode/)
  })
})

describe('the anchor file', () => {
  test.each<[string, () => void, string]>([
    ['that was emptied', () => truncateSync(anchors), 'it was emptied or removed'],
    ['that was removed', () => rmSync(anchors), 'it was emptied or removed'],
    [
      'without its newest anchor',
      () => writeFileSync(anchors, `${lines().slice(0, -1).join('\n')}\n`),
      `its anchor of entry ${newest} was cut off or removed`,
    ],
    [
      'without one of its older anchors',
      () => writeFileSync(anchors, `${lines().toSpliced(1, 1).join('\n')}\n`),
      'one of its anchors was removed',
    ],
    [
      'with an edited hash',
      () => writeFileSync(anchors, kept.replace(last?.hash ?? '', 'a'.repeat(64))),
      'has a signature that is not by a key of Howdah',
    ],
    [
      'with garbage',
      () => writeFileSync(anchors, '\u0000\u0001 garbage'),
      'its line 1 is not an anchor',
    ],
    [
      'with an anchor added by hand',
      () => appendFileSync(anchors, `${newest + 5} ${'b'.repeat(64)} 2026-01-01T00:00:00Z\n`),
      'is one that nobody with the key wrote: it has no signature',
    ],
    [
      'with an anchor added by hand before the first one',
      () => writeFileSync(anchors, `${newest + 5} ${'b'.repeat(64)}\n${kept}`),
      'its line 1 is one that nobody with the key wrote: it has no signature',
    ],
    [
      'with nothing but an anchor by hand',
      () => writeFileSync(anchors, `${newest + 5} ${'b'.repeat(64)} 2026-01-01T00:00:00Z\n`),
      'its line 1 is one that nobody with the key wrote: it has no signature',
    ],
    [
      'with an anchor that a signature of another entry is put to',
      () =>
        appendFileSync(
          anchors,
          `${newest + 5} ${'b'.repeat(64)} 2026-01-01T00:00:00Z ${kept.trim().split(' ').at(-1)}\n`,
        ),
      'has a signature that is not by a key of Howdah',
    ],
  ])('%s is found by the bot, and mended', async (_, tamper, says) => {
    tamper()
    await howdah.start()
    expect(await reported('was not as Howdah left it')).toContain(says)
    for (const line of kept.split('\n').filter(Boolean)) {
      const [seq, hash] = line.split(' ')
      expect(lines().some(one => one.startsWith(`${seq} ${hash} `))).toBe(true)
    }
    expect(reports('recovery mode')).toEqual([])
  })
})

describe('a bot that runs', () => {
  const ready = async (): Promise<string> => {
    const port = /"health":(\d+)/.exec(
      howdah
        .log()
        .split('\n')
        .findLast(line => line.includes('"health":')) ?? '',
    )?.[1]
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).text()
  }

  test('finds an emptied anchor file within a minute, says so once in chat and is not ready', async () => {
    await howdah.start()
    expect(await ready()).toBe('ready\n')
    truncateSync(anchors)
    await reported('was not as Howdah left it: it was emptied or removed.')
    expect(await ready()).toContain('was not as Howdah left it: it was emptied or removed.')
    expect(reports('was not as Howdah left it')).toHaveLength(1)
    const [entry] = await howdah.store.query(
      `select body::json ->> 'kind' as kind from howdah.audit where body like '%"anchors.lost"%'`,
    )
    expect(entry).toEqual({ kind: 'anchors.lost' })
  })

  test('anchors a decision within seconds', async () => {
    await howdah.start()
    const anchored = lines().length
    await howdah.say('adam', '/pg freeze reason=look')
    await expect.poll(() => lines().length, { timeout: 5_000 }).toBeGreaterThan(anchored)
    const [head = ''] = lines().toReversed()
    const [frozen] = await howdah.store.query<{ seq: string }>(
      `select max(seq) as seq from howdah.audit where body like '%"kind":"freeze"%'`,
    )
    expect(Number(head.split(' ')[0])).toBeGreaterThanOrEqual(Number(frozen?.seq))
  })
})
