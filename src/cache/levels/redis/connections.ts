/** Two connections with the same Redis: for commands, and for messages. */
import { Redis, type RedisOptions } from 'ioredis'
import { scripts } from '#cache/levels/redis/scripts'
import { Failure } from '#src/errors'

export interface RedisConnections {
  readonly commands: Redis
  /** Names this server in this role: a different server, or a failover, has a different name. */
  readonly identity: string
  /** A message comes before the answer to a later command of the same connection. Rejects on a demoted server. */
  prove(): Promise<void>
}

interface Connecting {
  readonly redis: RedisOptions
  readonly channel: string
  readonly heard: (payload: string) => void
  readonly lost: (error: unknown) => void
  /** Closes both connections. */
  readonly signal: AbortSignal
}

/**
 * A command is sent once and never again: ioredis would repeat a command without a reply, and the caller has
 * given up by then.
 */
const once = {
  replyMapping: 'legacy',
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  retryStrategy: () => null,
} satisfies RedisOptions

const field = (lines: string, name: string): string =>
  new RegExp(`^${name}:(\\w+)`, 'm').exec(lines)?.[1] ?? ''

/** Changes with each promotion. */
const readReplication = async (redis: Redis): Promise<string> => {
  const lines = await redis.info('replication')
  if (field(lines, 'role') === 'master') return field(lines, 'master_replid').slice(0, 12)
  throw new Failure(
    'cache.replica',
    'The Redis that the cache reached is a replica.',
    'Name the primary, or the Sentinels that know the primary.',
  )
}

/** An address is no name: a failover behind the address would go unnoticed. */
const identify = async (redis: Redis): Promise<string> => {
  const run = field(await redis.info('server'), 'run_id').slice(0, 12)
  return `${run}-${await readReplication(redis)}`
}

export const openConnections = async ({
  redis: options,
  channel,
  heard,
  lost,
  signal,
}: Connecting): Promise<RedisConnections> => {
  const commands = new Redis({ ...options, ...once })
  const messages = new Redis({ ...options, ...once })
  const both = [commands, messages]
  let trouble: unknown
  const close = () => {
    for (const redis of both) redis.disconnect()
  }
  signal.addEventListener('abort', close, { once: true })
  for (const redis of both) {
    redis.on('error', (error: unknown) => {
      trouble = error
    })
    redis.on('end', () => {
      if (!signal.aborted) lost(trouble ?? new Error('The connection with Redis has ended.'))
    })
  }
  messages.on('message', (_, payload: string) => heard(payload))
  try {
    await Promise.all(both.map(redis => redis.connect()))
    const [identity = '', ofMessages] = await Promise.all(both.map(identify))
    if (identity !== ofMessages)
      throw new Failure(
        'cache.failover',
        'The two connections of the cache reached two servers.',
        'A failover is going on: the cache connects again by itself.',
      )
    await Promise.all(Object.values(scripts).map(({ text }) => commands.script('LOAD', text)))
    await messages.subscribe(channel)
    return {
      commands,
      identity,
      async prove() {
        const [, replication] = await Promise.all([messages.ping(), readReplication(commands)])
        if (!identity.endsWith(replication))
          throw new Failure(
            'cache.failover',
            'The Redis of the cache was a replica meanwhile.',
            'The cache connects again by itself.',
          )
      },
    }
  } catch (error) {
    close()
    // ioredis says "Connection is closed."; the reason came before.
    throw trouble ?? error
  }
}
