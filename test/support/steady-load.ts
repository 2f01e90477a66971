/** Writes on a primary at a steady pace, reads through a pool, and how long each commit takes to be seen on a replica. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'

export interface SteadyLoad {
  readonly primary: Client
  /** A direct connection. */
  readonly replica: Client
  /** A new client of the pool. */
  readonly connect: () => Promise<Client>
}

export interface LoadSeen {
  readonly reads: number
  readonly errors: readonly string[]
  /** Milliseconds from a commit to the first read of the row on the replica. */
  readonly lags: readonly number[]
}

/** Between two commits: about 40 a second. */
const paceMs = 20

export const startLoad = async ({ primary, replica, connect }: SteadyLoad) => {
  const over = new AbortController()
  const going = () => !over.signal.aborted
  let reads = 0
  const errors: string[] = []
  const lags: number[] = []
  const until = async (work: () => Promise<unknown>): Promise<void> => {
    while (going())
      try {
        await work()
      } catch (error) {
        errors.push(String(error))
      }
  }
  const write = async (): Promise<void> => {
    const { rows } = await primary.query<{ n: string }>(
      'insert into load select coalesce(max(n), 0) + 1 from load returning n',
    )
    const committed = performance.now()
    const isSeen = async () =>
      (await replica.query('select from load where n = $1', [rows[0]?.n])).rowCount === 1
    while (going() && !(await isSeen())) await sleep(1)
    if (going()) lags.push(performance.now() - committed)
    await sleep(paceMs)
  }
  await primary.query('create table if not exists load (n bigint primary key)')
  const steady = [await connect(), await connect()]
  const working = [
    until(write),
    ...steady.map(client =>
      until(async () => {
        await client.query('select count(*) from pg_class')
        reads += 1
        await sleep(5)
      }),
    ),
    until(async () => {
      const client = await connect()
      await client.query('select 1')
      reads += 1
      await client.end()
      await sleep(20)
    }),
  ]
  return {
    end: async (): Promise<LoadSeen> => {
      over.abort()
      await Promise.all(working)
      return { reads, errors, lags }
    },
  }
}
