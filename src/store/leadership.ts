/** One process of many does what must be done once: a lock in the control database, gone with its holder. */
import { Client } from 'pg'

export interface Leadership {
  /** True while this process certainly had the lock a moment ago. */
  leads(): boolean
  stop(): Promise<void>
}

const everyMs = 1_000

export const openLeadership = (url: string, key: number, name: string): Leadership => {
  let client: Client | undefined
  let leading = false
  let stopped = false
  let busy = false

  const connect = async (): Promise<Client> => {
    const next = new Client({
      connectionString: url,
      connectionTimeoutMillis: 4_000,
      query_timeout: 4_000,
      keepAlive: true,
      application_name: `${name} leader`,
    })
    const lost = () => {
      if (client !== next) return
      client = undefined
      leading = false
    }
    next.on('error', lost)
    next.on('end', lost)
    await next.connect()
    return next
  }

  const look = async (): Promise<void> => {
    if (busy || stopped) return
    busy = true
    try {
      client ??= await connect()
      const { rows } = await client.query<{ held: boolean }>(
        leading ? 'select true as held' : 'select pg_try_advisory_lock($1) as held',
        leading ? [] : [key],
      )
      leading = rows[0]?.held ?? false
    } catch {
      leading = false
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
    leads: () => leading,
    async stop() {
      stopped = true
      leading = false
      clearInterval(timer)
      await client?.end().catch(() => {})
    },
  }
}
