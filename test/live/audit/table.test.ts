/** The record holds: Howdah's own role cannot change the record, and a stronger role is found out. */

import { beforeEach, describe, expect, test } from 'vitest'
import { chained } from '#audit/entry'
import { genesis } from '#audit/head'
import { newSigningKey, readSigningKeys } from '#signing/keys'
import { openRowSigner } from '#signing/rows'
import { hear } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'
import { testSigner } from '#test/support/signing'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })
await howdah.start()

interface Row {
  readonly seq: string
  readonly body: string
  readonly prev: string
  readonly hash: string
  readonly signature: string | null
}

const rows = () =>
  howdah.control.query<Row>(
    'howdah',
    'select seq, body, prev, hash, signature from howdah.audit order by seq',
  )

/** As the owner of the control database, with the table's own guard out of the way. */
const tamper = async (text: string, values: readonly unknown[] = []): Promise<void> => {
  await howdah.control.run('howdah', 'alter table howdah.audit disable trigger user')
  await howdah.control.query('howdah', text, values)
  await howdah.control.run('howdah', 'alter table howdah.audit enable trigger user')
}

const write = async ({
  seq,
  body,
  prev,
  hash,
  signature,
}: Omit<Row, 'seq'> & { seq: number | string }) =>
  tamper(
    `insert into howdah.audit (seq, body, prev, hash, signature) values ($1, $2, $3, $4, $5)
     on conflict (seq) do update set body = excluded.body, prev = excluded.prev, hash = excluded.hash,
       signature = excluded.signature`,
    [seq, body, prev, hash, signature],
  )

const strangerSigner = openRowSigner(readSigningKeys(newSigningKey('stranger')) ?? [])

const verified = (words: string) => hear(howdah, 'olga', '/pg audit verify', words)

const plan = await howdah.plan('/pg index create users columns=id')
await howdah.click('adam', plan, 'approve')
await outcomeOf(howdah, plan)

describe("Howdah's own role", () => {
  test.each([
    `update howdah.audit set body = '{}'`,
    'delete from howdah.audit',
    'truncate howdah.audit',
    'alter table howdah.audit disable trigger all',
    'alter table howdah.audit disable trigger audit_is_append_only',
    'drop trigger audit_is_append_only on howdah.audit',
    'create or replace function howdah.refuse_change() returns trigger language plpgsql as $$ begin return new; end $$',
    'drop table howdah.audit',
    'drop schema howdah cascade',
    'alter table howdah.audit owner to howdah',
    'set role howdah_owner',
    `set session_replication_role = 'replica'`,
    'create rule r as on insert to howdah.audit do instead nothing',
    `copy howdah.audit from program 'true'`,
  ])('cannot: %s', async statement => {
    const before = await rows()
    const refused = howdah.store.query(statement)
    await expect(refused).rejects.toMatchObject({ code: '42501' })
    expect(await rows()).toEqual(before)
  })

  test('cannot give itself the right', async () => {
    // PostgreSQL only warns of a grant without effect.
    await howdah.store.query('grant update, delete on howdah.audit to howdah')
    const refused = howdah.store.query('delete from howdah.audit')
    await expect(refused).rejects.toMatchObject({ code: '42501' })
  })
})

describe('the owner of the control database', () => {
  test.each([
    `update howdah.audit set body = '{}'`,
    'delete from howdah.audit',
    'truncate howdah.audit',
  ])('does not change it by a slip: %s', async statement => {
    const client = await howdah.control.connect('howdah', 'howdah_owner', 'owner')
    await expect(client.query(statement)).rejects.toThrow('never changed or removed')
    await client.end()
  })
})

describe('a record that was tampered with', () => {
  let kept: readonly Row[] = []

  beforeEach(async () => {
    if (kept.length > 0) {
      await tamper('delete from howdah.audit')
      for (const row of kept) await write(row)
    }
    // A bot that ends anchors the newest head outside, as each minute before.
    for (const bot of howdah.bots) {
      bot.kill('SIGTERM')
      await bot.ended
    }
    await howdah.start()
    await verified('The record holds')
    kept = await rows()
  })

  test('names the entry that was altered', async () => {
    const approved = kept.find(({ body }) => body.includes('"plan.approved"'))
    await tamper(
      `update howdah.audit set body = replace(body, 'U_ADAM', 'U_DANA') where seq = $1`,
      [approved?.seq],
    )
    expect(await verified('The record was tampered with')).toContain(
      `entry ${approved?.seq} was altered (it now says: plan.approved by T_LOCAL/U_DANA)`,
    )
  })

  test('names the entry that was taken out of the middle', async () => {
    await tamper('delete from howdah.audit where seq = 3')
    expect(await verified('The record was tampered with')).toContain('entry 3 is missing')
  })

  test('shows that its end was cut off', async () => {
    const left = Math.floor(kept.length / 2)
    await tamper('delete from howdah.audit where seq > $1', [left])
    expect(await verified(`The record ends at entry ${left}`)).toContain(
      'was anchored outside. It was restored from an older state, or its end was removed.',
    )
  })

  test('shows an edit that recomputed the whole chain, signed by the stolen key', async () => {
    let prev = genesis
    for (const { body } of kept) {
      const entry = JSON.parse(body.replaceAll('U_ADAM', 'U_DANA')) as Parameters<typeof chained>[0]
      const { seq, hash, ...rest } = chained(entry, prev, testSigner)
      await write({ ...rest, seq, hash })
      prev = hash
    }
    expect(await verified('The record was tampered with')).toContain(
      'its anchor outside says otherwise',
    )
  })

  test('shows an edit that recomputed the whole chain without the key', async () => {
    let prev = genesis
    for (const { body } of kept) {
      const entry = JSON.parse(body.replaceAll('U_ADAM', 'U_DANA')) as Parameters<typeof chained>[0]
      const { seq, hash, ...rest } = chained(entry, prev, strangerSigner)
      await write({ ...rest, seq, hash })
      prev = hash
    }
    expect(await verified('The record was tampered with')).toContain(
      'entry 1 was not written by Howdah: its signature is not right',
    )
  })

  test('shows an entry that was appended with the right chain', async () => {
    const last = kept.at(-1)
    const more = {
      v: 1 as const,
      seq: kept.length + 1,
      at: new Date().toISOString(),
      kind: 'plan.approved',
      actor: 'T_LOCAL/U_ADAM',
      subject: {},
      detail: {},
    }
    const { hash, ...rest } = chained(more, last?.hash ?? '', testSigner)
    await write({ ...rest, hash, signature: null })
    expect(await verified('The record was tampered with')).toContain(
      `entry ${kept.length + 1} was not written by Howdah: it has no signature`,
    )
  })

  test('takes no entry by the login of the bot that is not the next one', async () => {
    await expect(
      howdah.store.query(
        `insert into howdah.audit (seq, body, prev, hash)
         values (9223372036854775807, '{}', repeat('0', 64), repeat('0', 64))`,
      ),
    ).rejects.toThrow('does not follow entry')
  })

  test('shows an entry that was slipped in', async () => {
    const last = kept.at(-1)
    await write({
      seq: kept.length + 1,
      body: '{}',
      prev: last?.hash ?? '',
      hash: genesis,
      signature: null,
    })
    await verified(`entry ${kept.length + 1} was altered`)
    expect(kept.length).toBeGreaterThan(5)
  })
})
