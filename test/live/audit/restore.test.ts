/** A control database that is lost and comes back from a backup, as in docs/recovery.md. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { cli } from '#test/support/cli'
import { startHowdah, toldOnly, wordsOf } from '#test/support/howdah'
import { outcomeOf, ownIndexes, planIdOf, timesRun } from '#test/support/kills'

const howdah = await startHowdah({
  tables: [
    'create table users (id int)',
    'create table orders (id int)',
    'create table parcels (id int, label text)',
    'create table crates (id int)',
  ],
  inventory: {
    people: {
      operators: ['U_OLGA'],
      approvers: ['U_ADAM', 'U_DANA', `cli/${userInfo().username}`],
      team: 'T_LOCAL',
    },
  },
})
const dir = mkdtempSync(join(tmpdir(), 'howdah-backup-'))
afterAll(() => rmSync(dir, { recursive: true }))

/** With the server stopped, as a physical backup has the data. */
const copyData = async (from: string, to: string): Promise<void> => {
  await howdah.control.stop()
  rmSync(to, { recursive: true, force: true })
  execFileSync('cp', ['-a', from, to])
  await howdah.control.restart()
}
const backup = join(dir, 'data')
const backUp = () => copyData(howdah.control.dataDir, backup)
const restore = () => copyData(backup, howdah.control.dataDir)

const stopAll = async (): Promise<void> => {
  for (const bot of howdah.bots) {
    bot.kill('SIGTERM')
    await bot.ended
  }
}

/** An old snapshot: a build waits for it. */
const oldReader = async () => {
  const reader = await howdah.managed.connect(howdah.database)
  await reader.query('begin isolation level repeatable read')
  await reader.query('select count(*) from parcels')
  return reader
}

const approved = async (command: string) => {
  const plan = await howdah.plan(command)
  await howdah.click('adam', plan, 'approve')
  return plan
}

const saying = (ts: string, words: string) =>
  howdah.message(one => one.ts === ts && wordsOf(one).includes(words), `“${words}”`)

const told = (user: string, words: string): Promise<string> =>
  howdah.slack.waitFor(() => toldOnly(howdah.slack, user).findLast(one => one.includes(words)), {
    timeoutMs: 110_000,
    what: `“${words}” to ${user}`,
  })

const newestEntry = async (): Promise<number> => {
  const [row] = await howdah.store.query<{ seq: string }>(
    'select max(seq) as seq from howdah.audit',
  )
  return Number(row?.seq)
}

/** How often the server ran each. */
const builds = () =>
  ['users_id', 'orders_id', 'parcels_id', 'parcels_label', 'crates_id'].map(name =>
    timesRun(howdah, `CREATE INDEX CONCURRENTLY ${name}_idx`),
  )

await howdah.start()
const first = await approved('/pg index create users columns=id')
await outcomeOf(howdah, first)
const waiting = await howdah.plan('/pg index create orders columns=id')
const reader = await oldReader()
const open = await approved('/pg index create parcels columns=id')
await saying(open.ts, 'Held up by')
const queued = await approved('/pg index create parcels columns=label')
await saying(queued.ts, 'It waits for')

await backUp()
const known = await newestEntry()

// Unknown to the backup: an approval, two ends, and a change from the first word on.
await howdah.click('adam', waiting, 'approve')
await reader.query('commit')
await reader.end()
const since = await approved('/pg index create crates columns=id')
const outcomes = await Promise.all(
  [first, waiting, open, queued, since].map(plan => outcomeOf(howdah, plan)),
)
await stopAll()
const lost = await newestEntry()
const ran = builds()

/** The outcomes of the three changes that the backup knows. */
const standing = async (): Promise<readonly string[]> =>
  (
    await howdah.store.query<{ standing: string }>(
      `select coalesce(outcome, state) as standing from howdah.plan where id = any ($1)
       order by array_position($1, id)`,
      [[waiting, open, queued].map(planIdOf)],
    )
  ).map(one => one.standing)

await restore()
await howdah.start()

describe('a control database that comes back from a backup', () => {
  test('stops everything, and says what is not known', async () => {
    expect(outcomes).toEqual(Array(5).fill('succeeded'))
    expect(ran).toEqual([1, 1, 1, 1, 1])
    const announced = await howdah.slack.waitFor(
      state =>
        state.messages.find(
          one => one.channel === 'C_REPORTS' && wordsOf(one).includes('recovery mode'),
        ),
      { timeoutMs: 110_000, what: 'the announcement' },
    )
    const [, ends, anchored] =
      /record ends at entry (\d+), and entry (\d+) was anchored/.exec(wordsOf(announced)) ?? []
    expect(Number(ends)).toBeGreaterThanOrEqual(known)
    expect(Number(anchored)).toBe(lost)
    const expired = wordsOf(await saying(waiting.ts, 'Expired.'))
    expect(expired).toContain('whether this was approved and done since is not known here')
    for (const { ts } of [open, queued]) await saying(ts, 'It waits for the freeze by Howdah')
    expect(await standing()).toEqual(['expired', 'looking', 'looking'])
    await howdah.say('olga', '/pg run list')
    const listed = await told('U_OLGA', '2 open')
    for (const plan of [open, queued]) expect(listed).toContain(planIdOf(plan))
    await howdah.say('olga', '/pg index create crates columns=id')
    await told('U_OLGA', 'recovery mode')
    expect(builds()).toEqual(ran)
  })

  test('does nothing a second time after the thaw', async () => {
    await howdah.say('olga', '/pg thaw')
    await told('U_OLGA', 'You asked to end recovery mode.')
    await howdah.say('adam', '/pg thaw')
    await told('U_ADAM', 'is thawed')
    await expect.poll(standing, { timeout: 110_000 }).toEqual(['expired', 'succeeded', 'outdated'])
    expect(builds()).toEqual(ran)
    expect(await ownIndexes(howdah)).toEqual([
      'crates_id_idx',
      'orders_id_idx',
      'parcels_id_idx',
      'parcels_label_idx',
      'users_id_idx',
    ])
  })

  test('knows nothing of what came after the backup, and says so', async () => {
    await howdah.click('adam', since, 'undo')
    await told('U_ADAM', 'Howdah does not know this button.')
    await howdah.say('olga', '/pg index create orders columns=id')
    expect(await told('U_OLGA', 'is the same index already')).toContain('orders_id_idx')
  })

  test('takes changes again, and its record holds from there', async () => {
    const plan = await approved('/pg index drop crates_id_idx')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    await howdah.say('adam', '/pg audit verify')
    await told('U_ADAM', 'The record holds: ')
    expect(
      howdah.slack.state.messages.filter(
        one => one.channel === 'C_REPORTS' && /recovery mode|tampered/.test(wordsOf(one)),
      ),
    ).toHaveLength(1)
  })

  test('is told from the one that was lost by the anchors that the thaw put aside', async () => {
    await stopAll()
    const [aside = ''] = readdirSync(howdah.recordDir).filter(name =>
      name.startsWith('anchors.txt.'),
    )
    const [confirmed] = await howdah.store.query(
      `select body::json -> 'actor' #>> '{}' as person, body::json -> 'detail' ->> 'anchors' as anchors
       from howdah.audit where body::json ->> 'kind' = 'recovery.confirmed'`,
    )
    expect(confirmed).toEqual({ person: 'T_LOCAL/U_ADAM', anchors: aside })
    const rows = await howdah.store.query(
      'select seq::int, body, prev, hash from howdah.audit order by seq',
    )
    const record = join(dir, 'record.jsonl')
    writeFileSync(record, rows.map(row => `${JSON.stringify(row)}\n`).join(''))
    const against = (anchors: string) =>
      cli({}, 'audit', 'verify', record, join(howdah.recordDir, anchors))
    expect((await against('anchors.txt')).out).toContain('The record holds: ')
    const { exit, err, out } = await against(aside)
    expect(exit).toBe(1)
    expect(out + err).toContain('A restore that was written on since looks the same.')
  })

  test('without the anchors is held by a freeze from the terminal', async () => {
    rmSync(join(howdah.recordDir, 'anchors.txt'))
    await restore()
    const before = builds()
    const frozen = await cli(howdah.env, 'freeze', 'reason=restored')
    expect(frozen).toMatchObject({ exit: 0, err: '' })
    await howdah.start()
    await saying(queued.ts, 'restored. To lift it, say')
    // A run that had begun goes on, and finds the work done.
    await expect.poll(standing, { timeout: 110_000 }).toEqual(['pending', 'succeeded', 'parked'])
    expect(builds()).toEqual(before)
  })
})
