/** Processes that share a cache, seen from the parent process, the source of the values. */
import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { NamespaceMetrics } from '#cache/metrics'
import type { WriteReach } from '#cache/namespace/write'
import type { FromProcess, ProcessOptions, ToProcess } from '#test/support/cache/cache-process'
import { programEnv } from '#test/support/program-env'

export interface CacheProcess {
  read(key: string): Promise<string>
  set(key: string, value: string): Promise<WriteReach>
  delete(key: string): Promise<WriteReach>
  metrics(): Promise<NamespaceMetrics>
  kill(): Promise<void>
  freeze(): void
  thaw(): void
}

/** Calls of the `ToProcess` type without the id. */
type Call<Message = ToProcess> = Message extends { readonly call: string }
  ? Omit<Message, 'id'>
  : never

/** Runs until the test ends; `source` answers the loaders. */
export const cacheProcess = async (
  options: ProcessOptions,
  source: (key: string) => Promise<string>,
): Promise<CacheProcess> => {
  const child = fork(join(import.meta.dirname, 'cache-process.ts'), [JSON.stringify(options)], {
    env: { ...process.env, ...programEnv() },
    execArgv: [],
  })
  const calls = new Map<string, (result: unknown) => void>()
  const ready = Promise.withResolvers<void>()
  const ended = once(child, 'exit')
  const send = (message: ToProcess) => {
    // A killed process hears no message.
    if (child.connected) child.send(message, () => {})
  }
  const take = async (message: FromProcess): Promise<void> => {
    if ('ready' in message) return ready.resolve()
    const { id } = message
    if ('load' in message) return send({ id, loaded: await source(message.load) })
    calls.get(id)?.(message.result)
    calls.delete(id)
  }
  child.on('message', (message: FromProcess) => void take(message))
  const call = async <Result>(message: Call): Promise<Result> => {
    const id = randomUUID()
    const { promise, resolve } = Promise.withResolvers<unknown>()
    calls.set(id, resolve)
    send({ ...message, id })
    return (await promise) as Result
  }
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  await Promise.race([
    ready.promise,
    ended.then(() => {
      throw new Error('A process with a cache ended before it was ready.')
    }),
  ])
  return {
    read: key => call({ call: 'getOrSet', key }),
    set: (key, value) => call({ call: 'set', key, value }),
    delete: key => call({ call: 'delete', key }),
    metrics: () => call({ call: 'metrics' }),
    kill,
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
  }
}
