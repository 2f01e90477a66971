/** Old entries of the record go when two people want that and the owner's login removes them, and not otherwise. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type ChainedEntry, chained, type Entry } from '#audit/entry'
import { genesis } from '#audit/head'
import { openLog } from '#audit/log'
import { removeEntries } from '#audit/tombstones/remove-entries'
import type { Parts } from '#engine/parts'
import { prune as prunePeople } from '#engine/retention/prune'
import { inventoryPerson } from '#model/schedule/inventory'
import { openHeadSigner } from '#signing/heads'
import { newSigningKey, readSigningKeys } from '#signing/keys'
import { openRowSigner } from '#signing/rows'
import { hear } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'
import { testKey, testSigner } from '#test/support/signing'

const howdah = await startHowdah({
  tables: ['create table users (id int)'],
  inventory: { retention: { record: 400 } },
})
const house = openInProcess(howdah)
const log = openLog({
  store: house.parts.store,
  dir: howdah.recordDir,
  heads: openHeadSigner(readSigningKeys(testKey) ?? []),
})
const stranger = openRowSigner(readSigningKeys(newSigningKey('stranger')) ?? [])

const dayMs = 86_400_000
const daysAgo = (days: number): string =>
  new Date(Date.now() - days * dayMs).toISOString().slice(0, 10)

const entries = () =>
  howdah.control.query<Omit<ChainedEntry, 'seq'> & { readonly seq: string }>(
    'howdah',
    'select seq, body, prev, hash, signature from howdah.audit order by seq',
  )

/** As the owner, past the guards of the table. */
const past = (text: string): Promise<void> =>
  howdah.control.run(
    'howdah',
    `set session_replication_role = 'replica'; ${text}; set session_replication_role = 'origin'`,
  )

/** The record so far, as written `days` days ago. */
const writtenAgo = async (days: number): Promise<void> => {
  let prev = genesis
  const all = (await entries()).map(({ body }) => {
    const entry = JSON.parse(body) as Entry
    const at = new Date(Date.parse(entry.at) - days * dayMs).toISOString()
    const old = chained({ ...entry, at }, prev, testSigner)
    prev = old.hash
    return old
  })
  await past('delete from howdah.audit')
  await howdah.control.query(
    'howdah',
    `insert into howdah.audit (seq, body, prev, hash, signature)
     select seq, body, prev, hash, signature from jsonb_to_recordset($1) as e(seq bigint, body text, prev text, hash text, signature text)`,
    [JSON.stringify(all)],
  )
}

const prune = (who: 'olga' | 'adam' | 'dana', before: string) =>
  house.engine.prune(person(who), before)

const verified = async (): Promise<string> => (await log.verify()).sentence

const first = async (): Promise<number> => Number((await entries())[0]?.seq)

const before = daysAgo(500)
let old = 0

beforeAll(async () => {
  for (const name of ['a', 'b', 'c'])
    await house.say(`index create table=users columns=id name=${name}_idx`)
  await writtenAgo(600)
  old = (await entries()).length
  await house.say('index create table=users columns=id name=d_idx')
  await log.anchor()
})

describe('audit prune', () => {
  test('keeps what is younger than the inventory says', async () => {
    expect(await prune('adam', daysAgo(399))).toMatchObject({
      because: `The last 400 days of the record are kept: everything since ${daysAgo(400)}.`,
    })
    expect(await prune('adam', daysAgo(700))).toMatchObject({
      because: `The record has no entry from before ${daysAgo(700)}.`,
    })
  })

  test('takes two people, and the second one is an approver', async () => {
    expect(await prune('adam', before)).toMatchObject({
      title: `You asked to remove entries 1 to ${old} of the record, those from before ${before}. An approver who is another person says \`audit prune before=${before}\` within 7 days.`,
    })
    expect(await prune('adam', before)).toMatchObject({ kind: 'answer' })
    expect(await prune('olga', before)).toMatchObject({
      title: expect.stringContaining('You asked to remove'),
    })
    expect((await house.engine.audit.latest(50, 'record.pruned')).lines).toEqual([])
    expect((await house.engine.audit.latest(50, 'record.prune-asked')).lines).toHaveLength(2)
  })

  test('is said by no schedule, also by none of the inventory', async () => {
    const line = `audit prune before=${before}`
    const wish = { command: line, calendar: 'every 1 hour', zone: 'UTC' } as const
    const rest = { overlap: 'skip', catchUp: 60, jitter: 0 } as const
    expect(
      await house.engine.schedules.save(person('dana'), 'quiet', { ...wish, ...rest }),
    ).toMatchObject({
      because: '`audit prune` is a decision, and schedules make none.',
    })
    for (const who of [person('dana'), inventoryPerson])
      expect(
        await house.edge.dispatch({
          text: line,
          person: who,
          origin: { via: 'schedule', channel: null, slot: { schedule: 'quiet', at: daysAgo(0) } },
        }),
      ).toMatchObject({ kind: 'refusal' })
    expect((await house.engine.audit.latest(50, 'record.pruned')).lines).toEqual([])
    expect((await house.engine.audit.latest(50, 'record.prune-asked')).lines).toHaveLength(2)
  })

  test('counts no wish by somebody who has no role any more', async () => {
    const gone: Parts['findPerson'] = async id => ({ ...person('gus'), id })
    expect(
      await prunePeople({ ...house.parts, findPerson: gone }, person('dana'), before),
    ).toMatchObject({
      title: expect.stringContaining('You asked to remove'),
    })
    expect((await house.engine.audit.latest(50, 'record.pruned')).lines).toEqual([])
  })

  test('counts no wish by somebody without the key, and none of last month', async () => {
    await past('delete from howdah.prune_ask')
    const hash = (await entries())[old - 1]?.hash ?? ''
    for (const signer of [stranger, testSigner])
      await howdah.control.query(
        'howdah',
        `insert into howdah.prune_ask (seq, hash, person, at, signature) values ($1, $2, 'T_LOCAL/U_DANA', now() - $4::interval, $3)`,
        [
          old,
          hash,
          signer.sign('prune-ask', { seq: old, hash, person: 'T_LOCAL/U_DANA' }),
          signer === stranger ? '0' : '8 days',
        ],
      )
    expect(await prune('adam', before)).toMatchObject({
      title: expect.stringContaining('You asked to remove'),
    })
  })

  test('keeps no entry behind a link, and removes none then', async () => {
    const newest = (await entries()).at(-1)
    const folder = join(howdah.recordDir, 'removed')
    mkdirSync(join(howdah.recordDir, 'elsewhere'))
    symlinkSync(join(howdah.recordDir, 'elsewhere'), folder)
    await expect(
      log.pruning.keep({ seq: Number(newest?.seq), hash: newest?.hash ?? '' }),
    ).rejects.toThrow('leads elsewhere')
    expect(readdirSync(folder)).toEqual([])
    unlinkSync(folder)
  })

  test('keeps the entries in a file, and writes who agreed to what', async () => {
    expect(await prune('dana', before)).toMatchObject({
      title: `Entries 1 to ${old} of the record are given up. They go when the owner of the control database next says \`howdah migrate\`, or a bot with DATABASE_OWNER_URL starts.`,
    })
    const [entry] = (await house.engine.audit.latest(1, 'record.pruned')).lines
    const { actor, detail } = JSON.parse(entry?.body ?? '') as {
      actor: string
      detail: Record<string, unknown>
    }
    expect(actor).toBe('T_LOCAL/U_DANA')
    expect(detail).toMatchObject({ last: old, entries: old, askedBy: 'T_LOCAL/U_ADAM' })
    const [name = ''] = readdirSync(join(howdah.recordDir, 'removed'))
    const text = readFileSync(join(howdah.recordDir, 'removed', name))
    expect(createHash('sha256').update(text).digest('hex')).toBe(detail['sha256'])
    expect(text.toString().trim().split('\n')).toHaveLength(old)
    expect(await prune('adam', before)).toMatchObject({
      because: `Entries 1 to ${old} are given up already.`,
    })
    expect(await verified()).toContain(`The record holds: ${(await entries()).length} entries`)
  })

  test('removes nothing with the login of the bot', async () => {
    await howdah.store.query(`select set_config('howdah.removing', 'audit', false)`)
    await expect(howdah.store.query('delete from howdah.audit')).rejects.toMatchObject({
      code: '42501',
    })
    await expect(removeEntries(howdah.env['DATABASE_URL'] ?? '', testSigner)).rejects.toMatchObject(
      { code: '42501' },
    )
    expect(await first()).toBe(1)
  })

  test('removes nothing by a tombstone that somebody else signed', async () => {
    expect(await removeEntries(howdah.ownerUrl, stranger)).toBe(0)
    expect(await first()).toBe(1)
  })

  test('has the owner remove exactly those entries, and the record holds and says so', async () => {
    // As a removal that was interrupted leaves it.
    await past('delete from howdah.audit where seq = 1')
    expect(await verified()).toContain('Entry 1 was removed, as T_LOCAL/U_ADAM asked')
    expect(await removeEntries(howdah.ownerUrl, testSigner)).toBe(old - 1)
    expect(await first()).toBe(old + 1)
    expect(await removeEntries(howdah.ownerUrl, testSigner)).toBe(0)
    expect(await verified()).toContain(
      `Entries 1 to ${old} were removed, as T_LOCAL/U_ADAM asked and T_LOCAL/U_DANA agreed on ${daysAgo(0)}`,
    )
    expect(await log.patrol()).toBeNull()
    expect(await log.patrol()).toBeNull()
    expect(await log.strayed()).toBeNull()
    await log.ownsFolder()
    expect(await log.compareAnchors()).toEqual([])
    await log.anchor()
  })

  test('lets a bot start, and says in Slack what was removed', async () => {
    await howdah.start()
    expect(await hear(howdah, 'olga', '/pg audit verify', 'The record holds')).toContain(
      `Entries 1 to ${old} were removed, as T_LOCAL/U_ADAM asked`,
    )
  })
})

describe('what is missing beyond the tombstone', () => {
  test('is tampering', async () => {
    await past(`delete from howdah.audit where seq = ${old + 1}`)
    expect(await verified()).toContain(
      `The record was tampered with: entries 1 to ${old + 1} are missing, and no entry by Howdah says`,
    )
    expect(await log.patrol()).toContain('was tampered with')
  })
})
