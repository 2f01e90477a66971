/**
 * Leadership: a single process does the work that must be done once. The leader holds a lock in the control
 * database, which ends with the process; a frozen process keeps the lock, so a leader must also give signs
 * of life, or lose the session.
 */

import { Client } from 'pg'
import { sessionOptions } from '#src/session-settings'

export interface Leadership {
  /** True while this process certainly leads: other processes wait longer than this before a take-over. */
  leads(): boolean
  stop(): Promise<void>
}

const everyMs = 1_000
const silentMs = 3_000

export const openLeadership = (url: string, key: number, name: string): Leadership => {
  let client: Client | undefined
  let confirmedAt = Number.NEGATIVE_INFINITY
  let stopped = false
  let busy = false
  const leads = () => performance.now() - confirmedAt < silentMs
  const lose = () => {
    confirmedAt = Number.NEGATIVE_INFINITY
  }

  const connect = async (): Promise<Client> => {
    const next = new Client({
      connectionString: url,
      connectionTimeoutMillis: 4_000,
      query_timeout: 4_000,
      keepAlive: true,
      application_name: `${name} leader`,
      options: sessionOptions(),
    })
    const lost = () => {
      if (client !== next) return
      client = undefined
      lose()
    }
    next.on('error', lost)
    next.on('end', lost)
    await next.connect()
    return next
  }

  /** The leader has the lock while this very session answers the next query. */
  const take = async (on: Client): Promise<boolean> => {
    if (leads()) return true
    const { rows } = await on.query<{ held: boolean }>(tryLock, [key])
    return rows[0]?.held ?? false
  }

  const look = async (): Promise<void> => {
    if (busy || stopped) return
    busy = true
    const asked = performance.now()
    try {
      client ??= await connect()
      if (await take(client)) {
        await client.query(showLife)
        confirmedAt = asked
      } else {
        lose()
        await client.query(endSilent, [key, silentMs / 1_000])
      }
    } catch {
      lose()
      const broken = client
      client = undefined
      await broken?.end().catch(() => {})
    } finally {
      busy = false
    }
  }
  void look()
  const timer = setInterval(() => void look(), everyMs)
  return {
    leads,
    async stop() {
      stopped = true
      lose()
      clearInterval(timer)
      await client?.end().catch(() => {})
    },
  }
}

const tryLock = 'select pg_try_advisory_lock($1) as held'
const showLife = 'update howdah.leader set at = clock_timestamp()'

// A bigint key is shown as two halves (manual, pg_locks). A role may end sessions of the same role.
const endSilent = `select pg_terminate_backend(l.pid) from pg_locks l, howdah.leader
  where l.locktype = 'advisory' and l.granted and l.objsubid = 1
    and (l.classid::bigint << 32) | l.objid::bigint = $1 and l.pid <> pg_backend_pid()
    and leader.at < clock_timestamp() - make_interval(secs => $2)`
