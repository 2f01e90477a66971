/** Fills the records of both builds: plans, approvals, steps and questions, chained and signed by our own code. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { type ChainedEntry, chained, type Entry } from '#audit/entry'
import { type Anchor, genesis } from '#audit/head'
import { type HeadSigner, openHeadSigner } from '#signing/heads'
import { readSigningKeys } from '#signing/keys'
import { openRowSigner } from '#signing/rows'
import type { Build } from '../baseline/house.ts'

const batch = 5_000
const anchorEvery = 100
const kinds = ['plan.proposed', 'plan.approved', 'step.intent', 'step.done', 'asked']

const entryOf = (seq: number): Entry => ({
  v: 1,
  seq,
  at: new Date(Date.UTC(2026, 0, 1) + seq * 2_500).toISOString(),
  kind: kinds[seq % kinds.length] ?? '',
  actor: `T_LOCAL/U_${seq % 40}`,
  subject: { plan: `p-${seq % 9_999}`, run: `r-${seq % 9_999}`, cluster: 'bench' },
  detail: {
    title: 'Build index users_email_idx on public.users (email)',
    statement: `CREATE INDEX CONCURRENTLY "users_email_idx" ON public.users USING btree (email) -- ${seq}`,
    fingerprint: 'f'.repeat(64),
    token: seq,
    node: 'bench-1',
  },
})

export interface Filling {
  /** Writes entries up to this number, and anchors heads outside. */
  upTo(entries: number): Promise<void>
  stop(): Promise<void>
}

export const openFilling = async (builds: readonly Build[], key: string): Promise<Filling> => {
  const keys = readSigningKeys(key) ?? []
  const [signer, heads] = [openRowSigner(keys), openHeadSigner(keys)]
  const clients = builds.map(({ control }) => new Client({ connectionString: control.ownerUrl }))
  await Promise.all(clients.map(client => client.connect()))
  const anchors: Anchor[] = []
  let last: Anchor = { seq: 0, hash: genesis }
  return {
    async upTo(entries) {
      // The questions since then are entries as well, different in each record.
      for (const client of clients)
        await pastTriggers(client, 'delete from howdah.audit where seq > $1', [last.seq])
      while (last.seq < entries) {
        const part: ChainedEntry[] = []
        while (part.length < batch && last.seq < entries) {
          const entry = chained(entryOf(last.seq + 1), last.hash, signer)
          part.push(entry)
          if (entry.seq === 1 || entry.seq % anchorEvery === 0) anchors.push(entry)
          last = entry
        }
        await Promise.all(clients.map(client => insert(client, part)))
      }
      for (const client of clients) await client.query('vacuum analyze howdah.audit')
      for (const { name, record } of builds)
        writeAnchors(record, anchors, name === 'now' ? heads : null)
    },
    async stop() {
      await Promise.all(clients.map(client => client.end()))
    },
  }
}

const insert = async (client: Client, part: readonly ChainedEntry[]): Promise<void> => {
  const { rows } = await client.query<{ signed: boolean }>(
    `select exists (select from pg_attribute
       where attrelid = 'howdah.audit'::regclass and attname = 'signature') as signed`,
  )
  const more = rows[0]?.signed ? ', signature' : ''
  await pastTriggers(
    client,
    `insert into howdah.audit (seq, body, prev, hash${more})
     select seq, body, prev, hash${more}
     from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
       as one (seq, body, prev, hash, signature)`,
    [
      part.map(one => one.seq),
      part.map(one => one.body),
      part.map(one => one.prev),
      part.map(one => one.hash),
      part.map(one => one.signature),
    ],
  )
}

/** The triggers would look up the newest entry for each row, and refuse a removal. */
const pastTriggers = async (
  client: Client,
  text: string,
  values: readonly unknown[],
): Promise<void> => {
  await client.query('alter table howdah.audit disable trigger user')
  await client.query(text, [...values])
  await client.query('alter table howdah.audit enable trigger user')
}

const writeAnchors = (
  record: string,
  anchors: readonly Anchor[],
  heads: HeadSigner | null,
): void => {
  mkdirSync(record, { recursive: true, mode: 0o700 })
  const lines = anchors.map(({ seq, hash }) =>
    [seq, hash, '2026-01-01T00:00:00.000Z', heads?.sign({ seq, hash }) ?? []].flat().join(' '),
  )
  writeFileSync(join(record, 'anchors.txt'), `${lines.join('\n')}\n`, { mode: 0o600 })
}
