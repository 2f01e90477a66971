/** The shared level in Redis 6.2 or later: a single primary, by address or by Sentinels. */
import type { RedisOptions } from 'ioredis'
import type {
  CacheKey,
  LeaseAnswer,
  LeaseRequest,
  SharedEntry,
  SharedLevel,
} from '#cache/levels/level'
import { readMessage, writeMessage } from '#cache/levels/message'
import { openConnections, type RedisConnections } from '#cache/levels/redis/connections'
import { readFrame } from '#cache/levels/redis/frame'
import { type ScriptName, scripts } from '#cache/levels/redis/scripts'
import { Failure } from '#src/errors'

export interface RedisLevelOptions {
  /** As for ioredis: address, TLS, login, Sentinels. */
  readonly redis: RedisOptions
  /** Of all keys and of the channel: `howdah`. */
  readonly prefix?: string
}

const trustMs = 100
/** A timer may end a millisecond early. */
const settleMs = trustMs + 5
/** Keys of a command when a namespace is removed. */
const scanCount = 500

export const redisLevel = ({ redis, prefix = 'howdah' }: RedisLevelOptions): SharedLevel => {
  if (!/^[\w-]+$/.test(prefix))
    throw new RangeError('The prefix of a cache has letters, digits, hyphens and underscores.')
  let entered: RedisConnections | undefined
  let entering = new AbortController()

  /** Also gives up an entry that goes on. */
  const leave = (): void => {
    entered = undefined
    entering.abort()
    entering = new AbortController()
  }

  const connections = (): RedisConnections => {
    if (entered) return entered
    throw new Failure('cache.away', 'The cache is not connected.', 'Enter the level first.')
  }

  /**
   * A server that comes back with an old copy of the memory, or a replica that takes over, may have older values, under a
   * different name.
   */
  const nameOf = (kind: 'v' | 'l' | 't', namespace: string, key: string): string =>
    `${prefix}:${entered?.identity}:${kind}:${namespace}:${key}`

  const keysOf = ({ namespace, key }: CacheKey): readonly string[] => [
    nameOf('v', namespace, key),
    nameOf('l', namespace, key),
  ]

  const run = (
    name: ScriptName,
    keys: readonly string[],
    values: readonly (string | number | Buffer)[],
  ): Promise<unknown> =>
    connections().commands.callBuffer('evalsha', [
      scripts[name].sha,
      keys.length,
      ...keys,
      ...values,
    ])

  const leaseValues = (
    { namespace }: CacheKey,
    { token, leaseMs, tags, tagMs }: LeaseRequest,
  ): readonly (string | number)[] => [
    nameOf('t', namespace, ''),
    token,
    leaseMs,
    Math.ceil(tagMs),
    JSON.stringify(tags),
  ]

  const say = (kind: 'key' | 'lease', { namespace, key }: CacheKey): readonly string[] => [
    prefix,
    writeMessage({ kind, namespace, key }),
  ]

  const clear = async (namespace: string): Promise<void> => {
    const { commands } = connections()
    // Leases first: a fill that comes between would leave a value behind.
    for (const kind of ['l', 'v'] as const) {
      const match = `${nameOf(kind, namespace, '')}*`
      for await (const names of commands.scanStream({ match, count: scanCount }))
        if ((names as string[]).length > 0) await commands.unlink(...(names as string[]))
    }
    await commands.publish(prefix, writeMessage({ kind: 'namespace', namespace }))
  }

  return {
    trustMs,
    settleMs,

    async enter(hear, lost) {
      leave()
      const { signal } = entering
      const heard = (payload: string) => {
        const message = readMessage(payload)
        if (message) hear(message)
      }
      const opened = await openConnections({ redis, channel: prefix, heard, lost, signal })
      signal.throwIfAborted()
      entered = opened
      // Refused by a Redis that is full, and by a replica.
      await opened.commands.set(nameOf('l', '', ''), '', 'PX', 1)
    },

    async prove() {
      await connections().prove()
    },

    async read(keys) {
      const { commands } = connections()
      // Redis refuses MGET without a key.
      if (keys.length === 0) return []
      const names = keys.map(({ namespace, key }) => nameOf('v', namespace, key))
      const [time, values] = await Promise.all([commands.time(), commands.mgetBuffer(names)])
      const now = msOf(time)
      const framed = values.map(value => (value ? readFrame(value, now) : undefined))
      const marks = keys.flatMap(({ namespace }, at) =>
        (framed[at]?.marks ?? []).map(([tag]) => nameOf('t', namespace, tag)),
      )
      const present = marks.length > 0 ? await commands.mget(marks) : []
      let at = 0
      return framed.map(one => {
        const holds = one?.marks.map(([, mark]) => present[at++] === mark).every(Boolean)
        return holds === true ? one?.entry : undefined
      })
    },

    async lease(place, request, unreadable) {
      const values = [...leaseValues(place, request), unreadable ?? '']
      const [kind, now, value, ms] = (await run('lease', keysOf(place), values)) as LeaseReply
      return answerOf(String(kind), ms, value ? readFrame(value, now) : undefined)
    },

    async seize(place, request) {
      await run('seize', keysOf(place), [...leaseValues(place, request), ...say('key', place)])
    },

    async fillIn(place, token, { payload, refreshMs, freshMs, keptMs }) {
      const filled = await run('fill', keysOf(place), [
        nameOf('t', place.namespace, ''),
        token,
        refreshMs,
        freshMs,
        keptMs,
        payload,
        ...say('lease', place),
      ])
      return filled === 1
    },

    async renew(place, token, leaseMs) {
      await run('renew', keysOf(place), [token, leaseMs])
    },

    async giveUp(place, token, pauseMs) {
      await run('giveUp', keysOf(place), [token, pauseMs, ...say('lease', place)])
    },

    async invalidate(what) {
      for (const one of what)
        if (one.kind === 'namespace') await clear(one.namespace)
        else {
          const keys = one.kind === 'key' ? keysOf(one) : [nameOf('t', one.namespace, one.tag)]
          await run('drop', keys, [prefix, writeMessage(one)])
        }
    },

    async close() {
      leave()
    },
  }
}

type LeaseReply = readonly [kind: Buffer, now: number, value: Buffer | null, ms: number]

const msOf = ([seconds, micros]: readonly (string | number)[]): number =>
  Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000)

const answerOf = (
  kind: string,
  ms: number,
  framed: { readonly entry: SharedEntry } | undefined,
): LeaseAnswer => {
  const stale = framed?.entry
  if (kind === 'fresh' && stale) return { kind, entry: stale }
  if (kind === 'held' || kind === 'paused') return { kind, ms, stale }
  return { kind: 'granted', stale }
}
