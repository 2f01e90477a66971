/** The record: appended one entry at a time by any number of processes, never changed. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { openAnchorFile } from '#audit/anchor'
import { type ChainedEntry, chained, genesis, type Said } from '#audit/entry'
import { type Verdict, verifyRecord } from '#audit/verify'
import { Failure } from '#src/errors'
import type { Store } from '#store/store'

export interface AuditLog {
  /** Before anything is done: throws a Failure when it cannot be written, then nothing is done. */
  append(kind: string, said: Said, tx?: Store): Promise<void>
  /** After something was done: waits in a local spool while the control database is away. */
  appendOutcome(kind: string, said: Said): Promise<void>
  /** Writes what waits in the spool; called when the control database is back. */
  flush(): Promise<void>
  latest(limit: number, about?: string): Promise<readonly ChainedEntry[]>
  all(): Promise<readonly ChainedEntry[]>
  verify(): Promise<Verdict>
  /** Writes the newest head to the anchors now. */
  anchor(): Promise<void>
  /** Puts the anchors aside after a restore that a person confirmed, and records whose word it was. */
  startAfresh(person: string): Promise<void>
  /** A sentence when the record ends before its newest anchor: it was restored, or its tail removed. */
  behind(): Promise<string | null>
}

export interface AuditOptions {
  readonly store: Store
  /** Folder of the anchor file and the spool. */
  readonly dir: string
  /** Posts a head to the audit channel; a failure there never stops work. */
  readonly tell?: (line: string) => void
  /** False where a process comes and goes (the command line): it reads anchors, and keeps no files. */
  readonly keeps?: boolean
}

/** Any number; held by whoever appends, so that the chain never forks. */
const chainLock = 7_240_120

/** Entries between two anchors. */
const anchorEvery = 100
const dayMs = 86_400_000

/** A hanging control database is as good as none: intent fails closed within this time. */
const patienceMs = 2_000

export const openLog = ({ store, dir, tell, keeps = true }: AuditOptions): AuditLog => {
  const anchors = openAnchorFile(join(dir, 'anchors.txt'))
  const spool = join(dir, 'spool.jsonl')

  let anchored = anchors.read().at(-1)?.seq ?? 0
  let told = { seq: anchored, at: Date.now() }
  const keep = ({ seq, hash }: ChainedEntry): void => {
    anchors.write({ seq, hash })
    anchored = seq
    // The file is written every minute, the channel read by people: every hundred entries, or daily.
    if (seq - told.seq < anchorEvery && Date.now() - told.at < dayMs) return
    told = { seq, at: Date.now() }
    tell?.(`${seq} ${hash}`)
  }
  const append = async (kind: string, said: Said, tx?: Store): Promise<void> => {
    if (tx) {
      await insert(kind, said, tx)
      return
    }
    const entry = await inTime(store.transaction(inner => insert(kind, said, inner)))
    // Only what is committed is anchored: a head that was rolled back would look like tampering.
    if (keeps && entry.seq - anchored >= anchorEvery) keep(entry)
  }

  const flush = async (): Promise<void> => {
    if (!existsSync(spool)) return
    const taken = `${spool}.${process.pid}`
    renameSync(spool, taken)
    const lines = readFileSync(taken, 'utf8').split('\n').filter(Boolean)
    try {
      for (let [line] = lines; line !== undefined; [line] = lines) {
        const { kind, said, at } = JSON.parse(line) as { kind: string; said: Said; at: string }
        await append(kind, { ...said, detail: { ...said.detail, spooledAt: at } })
        lines.shift()
      }
    } finally {
      // What did not get through waits for the next time.
      if (lines.length > 0)
        appendFileSync(spool, `${lines.join('\n')}\n`, { mode: 0o600, flush: true })
      rmSync(taken)
    }
  }

  return {
    append,
    flush,
    async appendOutcome(kind, said) {
      try {
        await append(kind, said)
      } catch (error) {
        if (!(error instanceof Failure) || !keeps) throw error
        mkdirSync(dir, { recursive: true, mode: 0o700 })
        const at = new Date().toISOString()
        appendFileSync(spool, `${JSON.stringify({ kind, said, at })}\n`, {
          mode: 0o600,
          flush: true,
        })
      }
    },
    latest: (limit, about) =>
      store
        .query<Row>(
          `select seq, body, prev, hash from howdah.audit
           where $2::text is null or body like '%' || $2 || '%' order by seq desc limit $1`,
          [limit, about ?? null],
        )
        .then(rows => rows.map(entryOf)),
    all: () => readAll(store),
    verify: async () => verifyRecord(await readAll(store), anchors.read()),
    async startAfresh(person) {
      if (!keeps) throw elsewhere()
      const aside = anchors.putAside()
      anchored = 0
      await append('recovery.confirmed', {
        actor: person,
        subject: {},
        detail: { anchors: aside === null ? null : basename(aside) },
      })
    },
    async behind() {
      const newest = anchors.read().reduce((most, { seq }) => Math.max(most, seq), 0)
      const [head] = await store.query<{ seq: string | null }>(
        'select max(seq) as seq from howdah.audit',
      )
      const last = Number(head?.seq ?? 0)
      return last < newest
        ? `The record ends at entry ${last}, and entry ${newest} was anchored outside.`
        : null
    },
    async anchor() {
      const [head] = await store.query<Row>(
        'select seq, body, prev, hash from howdah.audit order by seq desc limit 1',
      )
      if (head && Number(head.seq) > anchored) keep(entryOf(head))
    },
  }
}

interface Row {
  readonly seq: string
  readonly body: string
  readonly prev: string
  readonly hash: string
}

const entryOf = ({ seq, body, prev, hash }: Row): ChainedEntry => ({
  seq: Number(seq),
  body,
  prev,
  hash,
})

const readAll = async (store: Store): Promise<readonly ChainedEntry[]> =>
  (await store.query<Row>('select seq, body, prev, hash from howdah.audit order by seq')).map(
    entryOf,
  )

const insert = async (
  kind: string,
  { actor, subject, detail }: Said,
  tx: Store,
): Promise<ChainedEntry> => {
  await tx.query('select pg_advisory_xact_lock($1)', [chainLock])
  const [head] = await tx.query<{ seq: string | null; hash: string | null; now: Date }>(
    `select last.seq, last.hash, clock_timestamp() as now from (select 1) one
     left join (select seq, hash from howdah.audit order by seq desc limit 1) last on true`,
  )
  const seq = Number(head?.seq ?? 0) + 1
  const at = (head?.now ?? new Date()).toISOString()
  const entry = chained({ v: 1, seq, at, kind, actor, subject, detail }, head?.hash ?? genesis)
  await tx.query('insert into howdah.audit (seq, body, prev, hash) values ($1, $2, $3, $4)', [
    entry.seq,
    entry.body,
    entry.prev,
    entry.hash,
  ])
  return entry
}

const inTime = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable()), patienceMs)
  })
  // When time is up the append may still come true later; an entry too many is no lie.
  work.catch(() => {})
  try {
    return await Promise.race([work, late])
  } catch (error) {
    throw error instanceof Failure && error.code === 'store.unavailable'
      ? unavailable(error)
      : error
  } finally {
    clearTimeout(timer)
  }
}

const elsewhere = (): Failure =>
  new Failure(
    'audit.elsewhere',
    'Recovery is confirmed where the anchors are kept, which is not here.',
    'Say `/pg thaw` in Slack.',
  )

const unavailable = (cause?: unknown): Failure =>
  new Failure(
    'audit.unavailable',
    'The record cannot be written, so nothing was done.',
    'Ask again when the control database answers.',
    { cause, unknown: true },
  )
