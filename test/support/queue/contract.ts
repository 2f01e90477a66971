/** One contract for the queue, on PostgreSQL and on a server that speaks MongoDB's protocol: a file each, side by side. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '#local/postgres/server'
import { ears } from '#test/support/ears'
import { openProxy } from '#test/support/hostile'
import { noMongo } from '#test/support/mongo'
import { programEnv } from '#test/support/program-env'
import { openTestQueue } from '#test/support/queue/open'

const program = join(import.meta.dirname, 'process.ts')

export interface QueuePlace {
  /** Of the server itself. */
  readonly port: number
  /** A queue for each test, through this port. */
  readonly url: (port: number) => string
  /** Whether the server alone gives a job to a single process. */
  readonly once: boolean
}

/** A further process on the queue; `hear` gets each line. */
const start = async (
  url: string,
  hear: (run: string) => void,
): Promise<ChildProcess & { wake(run: string): void }> => {
  const child = spawn(
    process.execPath,
    [program, `process ${randomBytes(4).toString('hex')}`, url],
    {
      env: programEnv(),
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  const ready = new Promise<void>(resolve => {
    child.stdout.on('data', text => {
      for (const line of String(text).split('\n').filter(Boolean))
        if (line === 'ready') resolve()
        else hear(line)
    })
  })
  await ready
  return Object.assign(child, { wake: (run: string) => void child.stdin.write(`${run}\n`) })
}

/** A port that takes connections and never answers. */
const blackHole = async (): Promise<number> => {
  const taken: Socket[] = []
  const server = createServer(socket => void taken.push(socket.on('error', () => {})))
  const port = await freePort()
  await new Promise<void>(resolve => {
    server.listen(port, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    for (const socket of taken) socket.destroy()
    server.close()
  })
  return port
}

const throughProxy = async (place: QueuePlace) => {
  const proxy = await openProxy(place.port)
  onTestFinished(() => proxy.close())
  return proxy
}

const elapsed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now()
  await work().catch(() => {})
  return performance.now() - from
}

export const queueContract = (
  name: string,
  placeOf: () => Promise<QueuePlace>,
  there: boolean,
): void => {
  describe(`the queue on ${name}`, () => {
    let place: QueuePlace

    beforeAll(async () => {
      if (there) place = await placeOf()
    })

    test('wakes for each of 200 runs, and once where the server gives a job once, with two processes', async ({
      skip,
    }) => {
      skip(!there, noMongo)
      const { heard, hear, until } = ears()
      const url = place.url(place.port)
      const [one] = await Promise.all([start(url, hear), start(url, hear)])
      const runs = Array.from({ length: 200 }, (_one, place) => `r-${1_000 + place}`)
      for (const run of runs) one.wake(run)
      const sure = (all: readonly string[]) => runs.filter(run => !all.includes(`unsure ${run}`))
      await until(all => sure(all).every(run => all.includes(run)))
      const told = heard.filter(run => sure(heard).includes(run)).toSorted()
      // A second wake-up is harmless: a woken process has yet to get the run's token.
      expect(place.once ? told : [...new Set(told)]).toEqual(sure(heard))
      expect(sure(heard).length).toBeGreaterThan(150)
    })

    test('wakes a schedule in some process at its time, once, also when two processes set the timer', async ({
      skip,
    }) => {
      skip(!there, noMongo)
      const { heard, hear, until } = ears()
      const url = place.url(place.port)
      const one = await openTestQueue(url, hear, () => hear('time'))
      const two = await openTestQueue(url, hear, () => hear('time'))
      const at = new Date(Date.now() + 3_000)
      await Promise.all([one.lookAt('nightly', at), two.lookAt('nightly', at)])
      await until(all => all.length > 0)
      // By the next wake-up both have heard of the time.
      await one.wake('r-next')
      await until(all => all.includes('r-next'))
      expect(place.once ? heard : [...new Set(heard)]).toEqual(['time', 'r-next'])
    })

    test('wakes again for a run that a killed process held', async ({ skip }) => {
      skip(!there, noMongo)
      const { heard, hear, until } = ears()
      const url = place.url(place.port)
      const holder = await start(url, hear)
      holder.wake('r-hold')
      await until(all => all.includes('r-hold'))
      holder.kill('SIGKILL')
      await openTestQueue(url, run => hear(`again ${run}`))
      await until(all => all.includes('again r-hold'))
      expect(heard).toEqual(['r-hold', 'again r-hold'])
    })

    test('wakes nobody twice for a wake-up that is said twice at once but as often as it was said', async ({
      skip,
    }) => {
      skip(!there, noMongo)
      const { heard, hear, until } = ears()
      const url = place.url(place.port)
      const [one, two] = await Promise.all([openTestQueue(url, hear), openTestQueue(url, hear)])
      await Promise.all([one.wake('r-twice'), two.wake('r-twice')])
      await until(all => all.length >= 2)
      await one.wake('r-last')
      await until(all => all.includes('r-last'))
      const told = heard.filter(run => run === 'r-twice').length
      expect(place.once ? told : Math.min(told, 2)).toBe(2)
    })

    test('goes on when the server is back, and keeps nobody waiting meanwhile', async ({
      skip,
    }) => {
      skip(!there, noMongo)
      const { hear, until } = ears()
      const proxy = await throughProxy(place)
      const queue = await openTestQueue(place.url(proxy.port), hear)
      await queue.wake('r-before')
      await until(all => all.includes('r-before'))
      for (const port of [await freePort(), await blackHole()]) {
        proxy.leadTo(port)
        expect(await elapsed(() => queue.wake('r-lost'))).toBeLessThan(20_000)
        proxy.leadTo(place.port)
        await expect
          .poll(
            () =>
              queue.wake(`r-after-${port}`).then(
                () => true,
                () => false,
              ),
            { timeout: 110_000 },
          )
          .toBe(true)
        await until(all => all.includes(`r-after-${port}`))
      }
    })

    test('closes in time, also when the server does not answer', async ({ skip }) => {
      skip(!there, noMongo)
      const proxy = await throughProxy(place)
      const url = place.url(proxy.port)
      const [one, two] = await Promise.all([
        openTestQueue(url, () => {}),
        openTestQueue(url, () => {}),
      ])
      expect(await elapsed(() => one.close())).toBeLessThan(20_000)
      proxy.leadTo(await blackHole())
      expect(await elapsed(() => two.close())).toBeLessThan(20_000)
    })
  })
}
