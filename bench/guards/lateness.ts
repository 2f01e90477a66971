/** How late guards are judged by a single process while some clusters take connections and say nothing. */
import { createServer, connect as dial, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { drive } from '#engine/run/drive'
import { openSweeper } from '#engine/run/sweep'
import type { Guard, Limit, Watcher } from '#model/guard'
import { openEngine } from '#test/support/engine'
import { allAre, approved } from './change.ts'
import { guarded } from './guarded.ts'
import { openGuardHouse } from './house.ts'

export interface Asked {
  readonly guards: number
  readonly clusters: number
  readonly silent: number
  readonly seconds: number
}

/** Changes at a time: the control database has few connections. */
const atOnce = 10

/** Seconds between two looks at a guard. */
const every = 3

/** A way to a server that can be made to lead nowhere. */
const openWay = async (port: number) => {
  const open = new Set<Socket>()
  let isSilent = false
  const server = createServer(from => {
    open.add(from)
    from.on('error', () => {})
    if (isSilent) return
    const to = dial(port, '127.0.0.1')
    open.add(to)
    to.on('error', () => {})
    to.on('close', () => from.destroy())
    from.on('close', () => to.destroy())
    from.pipe(to).pipe(from)
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    silence() {
      isSilent = true
      for (const one of open) {
        one.unpipe()
        one.pause()
      }
    },
    close() {
      for (const one of open) one.destroy()
      server.close()
    },
  }
}

const labelOf = ([limit]: readonly Limit[]): string =>
  limit?.metric === 'statement time' ? limit.label : ''

/** Seconds from due to judged, of every look. */
export const latenessOf = async (asked: Asked) => {
  const ways: Awaited<ReturnType<typeof openWay>>[] = []
  const house = await openGuardHouse(asked.clusters, async (place, port) => {
    if (place < asked.clusters - asked.silent) return port
    const way = await openWay(port)
    ways.push(way)
    return way.port
  })
  const taken = new Map<string, number>()
  const due = new Map<string, number>()
  const late = new Map<string, number[]>()
  const opened = openEngine(house.env, {
    holder: 'bench',
    playbooks: [guarded],
    watching: (real: Watcher): Watcher => ({
      ...real,
      read(cluster, database, watches, at) {
        taken.set(labelOf(watches), performance.now())
        return real.read(cluster, database, watches, at)
      },
      judge(guard: Guard, before, since, now) {
        const label = labelOf(guard.watches)
        const last = due.get(label)
        if (last !== undefined)
          late.set(label, [...(late.get(label) ?? []), (performance.now() - last) / 1_000])
        due.set(label, (taken.get(label) ?? 0) + every * 1_000)
        return real.judge(guard, before, since, now)
      },
    }),
  })
  try {
    const plans: string[] = []
    const guard = async (place: number): Promise<void> => {
      const cluster = house.clusters[place % asked.clusters]
      if (!cluster) throw new Error('no cluster')
      const label = `${place % asked.clusters} ${place}`
      const { plan, run } = await approved(opened, cluster, { place, label, value: '101' })
      plans.push(plan)
      await drive(opened.parts, run)
    }
    for (let place = 0; place < asked.guards; place += atOnce)
      await Promise.all(
        Array.from({ length: Math.min(atOnce, asked.guards - place) }, (_, more) =>
          guard(place + more),
        ),
      )
    await allAre(opened, plans, outcome => outcome === 'succeeded')
    for (const way of ways) way.silence()
    const sweeper = openSweeper(opened.parts)
    await sleep(asked.seconds * 1_000)
    await sweeper.stop(5)
    const isSilent = (label: string) => Number(label.split(' ')[0]) >= asked.clusters - asked.silent
    const of = (silent: boolean) =>
      [...late].flatMap(([label, found]) => (isSilent(label) === silent ? found : []))
    if (late.size < asked.guards) throw new Error(`only ${late.size} guards were judged`)
    return { answering: of(false), silent: of(true) }
  } finally {
    for (const way of ways) way.close()
    await opened.close().catch(() => {})
    await house.stop()
  }
}
