/**
 * The steady traffic of the shop's visitors: mostly quick look-ups, and a few slow queries that call for
 * tuning. Each statement carries a tag, as good applications do.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'pg'
import { searchedEmail } from '#local/sample/email'
import { primaryOf } from '#local/sample/primary-of'
import { rows } from '#local/sample/schema'

interface Asked {
  /** Average executions per second. */
  readonly perSecond: number
  readonly text: string
  readonly values: () => readonly unknown[]
}

const pick = (most: number): number => 1 + Math.floor(Math.random() * most)

const questions: readonly Asked[] = [
  {
    perSecond: 6,
    text: 'select /* User search */ id, name, email from users where lower(email) = $1 and active',
    values: () => [searchedEmail()],
  },
  {
    perSecond: 0.8,
    text: 'select /* Profiles by tag */ user_id from profiles where data @> $1 limit 50',
    values: () => [JSON.stringify({ tags: [`t${pick(500)}`] })],
  },
  {
    perSecond: 0.8,
    text: 'select /* Nearest places */ name, country from places order by location <-> point($1, $2) limit 5',
    values: () => [Math.random() * 360 - 180, Math.random() * 140 - 60],
  },
  {
    perSecond: 0.8,
    text: `select /* Messages of an hour */ count(*) from messages where sent_at between $1 and $1::timestamptz + interval '1 hour'`,
    values: () => [new Date(Date.now() - pick(300 * 24) * 3_600_000)],
  },
  {
    // Sorts more than work_mem holds, as reports do.
    perSecond: 0.4,
    text: 'select /* Active senders */ count(distinct sender_id) from messages where id > $1',
    values: () => [rows.messages - 300_000],
  },
  {
    perSecond: 20,
    text: 'select /* Visitor */ id, name, country from users where id = $1',
    values: () => [pick(rows.users)],
  },
  {
    perSecond: 10,
    text: 'select /* Profile */ data from profiles where user_id = $1',
    values: () => [pick(rows.profiles)],
  },
  {
    perSecond: 2,
    text: `insert /* Event */ into events (user_id, kind, happened_at) values ($1, 'view', now())`,
    values: () => [pick(rows.users)],
  },
]

export interface SampleTraffic {
  /** Answered queries per second over the last few seconds. */
  rate(): number
  stop(): Promise<void>
}

const windowMs = 5_000

/** `urls` are the nodes: the shop finds the primary again by itself, as an application with several hosts does. */
export const startTraffic = (urls: readonly string[]): SampleTraffic => {
  const pools = new Map(urls.map(url => [url, poolOf(url)] as const))
  let at = urls[0] ?? ''
  let finding: Promise<void> | undefined
  const find = async (): Promise<void> => {
    at = await primaryOf(urls)
    finding = undefined
  }
  const answered: number[] = []
  const began = performance.now()
  const stopped = new AbortController()

  const ask = async ({ perSecond, text, values }: Asked): Promise<void> => {
    while (!stopped.signal.aborted) {
      // Visitors do not keep time; only a steady average matters.
      const pause = (1_000 / perSecond) * (0.5 + Math.random())
      await sleep(pause, undefined, { signal: stopped.signal }).catch(() => {})
      if (stopped.signal.aborted) return
      // The shop goes on while the database restarts, like any other application.
      await pools
        .get(at)
        ?.query(text, [...values()])
        .then(
          () => answered.push(performance.now()),
          () => (finding ??= find()),
        )
    }
  }
  const asking = questions.map(ask)

  return {
    rate() {
      const now = performance.now()
      const from = Math.max(began, now - windowMs)
      while ((answered[0] ?? from) < from) answered.shift()
      return answered.length / ((now - from) / 1_000)
    },
    async stop() {
      stopped.abort()
      await Promise.allSettled(asking)
      await Promise.all([...pools.values()].map(pool => pool.end()))
    },
  }
}

const poolOf = (url: string): Pool => {
  const pool = new Pool({
    connectionString: url,
    max: 8,
    application_name: 'shop',
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
  })
  pool.on('error', () => {})
  return pool
}
