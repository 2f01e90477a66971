/** A record that a test tampers with as its owner could, and what the bots say about that. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach } from 'vitest'
import { chained } from '#audit/entry'
import { genesis } from '#audit/head'
import type { RowSigner } from '#signing/rows'
import { type Howdah, wordsOf } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'
import { testSigner } from '#test/support/signing'

export interface Row {
  readonly seq: string
  readonly body: string
  readonly prev: string
  readonly hash: string
  readonly signature: string
}

/** As the owner of the control database, with the guards of the tables out of the way. */
export const asOwner = async (howdah: Howdah, ...statements: readonly string[]): Promise<void> => {
  const tables = ['audit', 'anchor', 'freeze', 'thaw', 'recovery_ask']
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

export const stopAll = async (howdah: Howdah): Promise<void> => {
  for (const bot of howdah.bots) {
    bot.kill('SIGTERM')
    await bot.ended
  }
}

/** What `/readyz` of the newest bot says. */
export const readyz = async (howdah: Howdah): Promise<string> => {
  const port = /"health":(\d+)/.exec(
    howdah
      .log()
      .split('\n')
      .findLast(line => line.includes('"health":')) ?? '',
  )?.[1]
  return (await fetch(`http://127.0.0.1:${port}/readyz`)).text()
}

/** What `/readyz` of each living bot says. */
export const readyzOfAll = (howdah: Howdah): Promise<readonly string[]> =>
  Promise.all(
    howdah.bots.map(async ({ name }) => {
      const line = howdah
        .log()
        .split('\n')
        .findLast(one => one.includes(`"holder":"${name}"`))
      const [, port] = /"health":(\d+)/.exec(line ?? '') ?? []
      return (await fetch(`http://127.0.0.1:${port}/readyz`)).text()
    }),
  )

/** Makes a record with an approval and a run; before each test the bots end and all is as they left it. */
export const recordToTamperWith = async (howdah: Howdah) => {
  const anchors = join(howdah.recordDir, 'anchors.txt')
  // Each bot that ends anchors what is new.
  await howdah.start()
  const plan = await howdah.plan('/pg index create users columns=id')
  await stopAll(howdah)
  await howdah.start()
  await howdah.click('adam', plan, 'approve')
  await outcomeOf(howdah, plan)
  await howdah.slack.waitFor(
    state => state.messages.find(one => wordsOf(one).includes('The record stands at')),
    { timeoutMs: 110_000, what: 'a head in the audit channel' },
  )
  await stopAll(howdah)

  const entries = await howdah.control.query<Row>(
    'howdah',
    'select * from howdah.audit order by seq',
  )
  const kept = readFileSync(anchors, 'utf8')
  const [known] = await howdah.control.query<{ id: string }>(
    'howdah',
    'select max(id) as id from howdah.anchor',
  )
  /** Messages before the present test. */
  let before = 0
  beforeEach(async () => {
    await stopAll(howdah)
    await asOwner(
      howdah,
      'delete from howdah.audit',
      ...entries.map(write),
      `delete from howdah.anchor where id > ${known?.id}`,
      'delete from howdah.recovery_ask',
      'delete from howdah.thaw',
      'delete from howdah.freeze',
      'delete from howdah.report',
    )
    writeFileSync(anchors, kept)
    before = howdah.slack.state.messages.length
  })

  const reports = (words: string): readonly string[] =>
    howdah.slack.state.messages
      .slice(before)
      .filter(one => one.channel === 'C_REPORTS')
      .map(wordsOf)
      .filter(one => one.includes(words))

  return {
    anchors,
    kept,
    last: entries.at(-1),
    newest: Number(entries.at(-1)?.seq),
    approved: entries.find(({ body }) => body.includes('"plan.approved"')),
    lines: (): readonly string[] => readFileSync(anchors, 'utf8').split('\n').filter(Boolean),
    reports,
    reported: (words: string): Promise<string> =>
      howdah.slack.waitFor(() => reports(words)[0], {
        timeoutMs: 110_000,
        what: `“${words}” in the reports channel`,
      }),
    /** The approval is by another person, in a chain that holds from entry `first` on, by another key. */
    rechained: (first: number, signer: RowSigner | null = null): readonly string[] => {
      let prev = entries[first - 2]?.hash ?? genesis
      return entries.slice(first - 1).map(({ seq, body, signature }) => {
        const said = body.includes('"plan.approved"') ? body.replaceAll('U_ADAM', 'U_DANA') : body
        const moved =
          seq === String(first) ? { ...JSON.parse(said), at: '2026-01-01' } : JSON.parse(said)
        const made = chained(moved as Parameters<typeof chained>[0], prev, signer ?? testSigner)
        prev = made.hash
        return write({
          ...made,
          seq,
          signature: signer === null ? signature.replace(/^\w+/, 'other') : (made.signature ?? ''),
        })
      })
    },
  }
}
