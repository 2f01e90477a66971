/** Appends entries to the chain within a transaction, and holds the chain until the end of the transaction. */
import { type ChainedEntry, chained } from '#audit/entry'
import { genesis } from '#audit/head'
import type { NamedEntry } from '#audit/recorder'
import { advisoryLocks } from '#store/advisory-locks'
import type { Store } from '#store/store'
import { takeLock } from '#store/take-lock'

export const appendEntries = async (
  tx: Store,
  all: readonly NamedEntry[],
  patience: { readonly patienceMs?: number } = {},
): Promise<readonly ChainedEntry[]> => {
  await takeLock(tx, { lock: advisoryLocks.chain, ...patience })
  const [head] = await tx.query<{ seq: string | null; hash: string | null; now: Date }>(
    `select last.seq, last.hash, clock_timestamp() as now from (select 1) one
     left join (select seq, hash from howdah.audit order by seq desc limit 1) last on true`,
  )
  const at = (head?.now ?? new Date()).toISOString()
  let seq = Number(head?.seq ?? 0)
  let prev = head?.hash ?? genesis
  const entries = all.map(({ kind, actor, subject, detail }) => {
    seq += 1
    const entry = chained({ v: 1, seq, at, kind, actor, subject, detail }, prev, tx.signer)
    prev = entry.hash
    return entry
  })
  await tx.query(
    `insert into howdah.audit (seq, body, prev, hash, signature)
     select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])`,
    [
      entries.map(one => one.seq),
      entries.map(({ body }) => body),
      entries.map(one => one.prev),
      entries.map(({ hash }) => hash),
      entries.map(({ signature }) => signature),
    ],
  )
  return entries
}
