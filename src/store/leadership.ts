/**
 * Leadership: a single process does the work that must be done once. The leader holds a lock in the control
 * database, which ends with the process; a frozen process keeps the lock, so a leader must also give signs
 * of life, or lose the session.
 */

import { Client, DatabaseError } from 'pg'
import type { RowSigner } from '#signing/rows'
import { sessionOptions } from '#src/session-settings'

export interface Leadership {
  /** True while this process certainly leads: other processes wait longer than this before a take-over. */
  leads(): boolean
  stop(): Promise<void>
}

const everyMs = 1_000
const silentMs = 3_000

/**
 * A client with the login of the control database can keep the lock: then every process leads, and reports are posted
 * once all the same. Longer than a take-over from a frozen process takes.
 */
const patienceMs = 10_000

export interface LeadershipOptions {
  readonly url: string
  /** Of the advisory lock. */
  readonly key: number
  readonly name: string
  /** Signs the signs of life: nobody else gives a sign that counts. */
  readonly signer: RowSigner
}

export const openLeadership = ({ url, key, name, signer }: LeadershipOptions): Leadership => {
  let client: Client | undefined
  let ledAt = performance.now()
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
      options: sessionOptions({ lock_timeout: '500' }),
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
    if (leads() && holds) return true
    const { rows } = await on.query<{ held: boolean }>(tryLock, [key])
    return rows[0]?.held ?? false
  }

  const showLife = async (on: Client): Promise<void> => {
    const { rows } = await on.query<{ now: string }>(clock)
    const said = rows[0]?.now ?? ''
    await on.query(keepLife, [said, signer.sign('leader', { key, said })]).catch(unlessLocked)
  }

  /** Whether a process of Howdah has shown life. A locked row tells nothing. */
  const isLed = async (on: Client): Promise<boolean> => {
    const { rows } = await on.query<Life>(readLife).catch(unlessLocked)
    return rows.some(
      ({ said, signature, age }) =>
        age * 1_000 < patienceMs && signer.check('leader', { key, said }, signature) === 'genuine',
    )
  }

  let holds = false
  const look = async (): Promise<void> => {
    if (busy || stopped) return
    busy = true
    const asked = performance.now()
    try {
      client ??= await connect()
      holds = await take(client)
      if (holds) {
        await showLife(client)
        confirmedAt = asked
      } else {
        if (await isLed(client)) ledAt = asked
        if (asked - ledAt > patienceMs) confirmedAt = asked
        else lose()
        await client.query(endSilent, [key, silentMs / 1_000]).catch(unlessLocked)
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

/** A lock on the row or the table by another client. */
const unlessLocked = (error: unknown): { readonly rows: [] } => {
  if (error instanceof DatabaseError && error.code === '55P03') return { rows: [] }
  throw error
}

interface Life {
  readonly said: string | null
  readonly signature: string | null
  /** Seconds. */
  readonly age: number
}

const clock = 'select clock_timestamp()::text as now'
const keepLife = 'update howdah.leader set at = clock_timestamp(), said = $1, signature = $2'
const readLife = `select said, signature,
  extract(epoch from clock_timestamp() - said::timestamptz)::float8 as age from howdah.leader`

// A bigint key is shown as two halves (manual, pg_locks). A role may end sessions of the same role.
const endSilent = `select pg_terminate_backend(l.pid) from pg_locks l, howdah.leader
  where l.locktype = 'advisory' and l.granted and l.objsubid = 1
    and (l.classid::bigint << 32) | l.objid::bigint = $1 and l.pid <> pg_backend_pid()
    and leader.at < clock_timestamp() - make_interval(secs => $2)`
