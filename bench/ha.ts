/**
 * Switchovers of plain streaming under clients, and the lag at steady load, on this machine: `npm run bench:ha --
 * [switchovers] [clients]`. Every acknowledged transaction is looked up afterwards. Ends with 1 where one is lost, where the
 * longest transaction of a switchover is over 300 ms at the median, or where the lag is a second and more.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { openCluster } from '#cluster/cluster'
import { startReplica } from '#local/postgres/replica'
import { startPostgres } from '#local/postgres/server'
import { measureLag } from '#local/sample/lag'
import { backupMarks } from '#signing/backup-marks'
import { clusterOf } from '#test/support/commands/cluster'
import { testSigner } from '#test/support/signing'
import { milliseconds } from '#text/figures'
import { lostOf, startClients, table } from './ha/clients.ts'
import { switchTo } from './ha/switch.ts'

const switchovers = Number(process.argv[2] ?? 20)
const many = Number(process.argv[3] ?? 8)
/** The promises, in milliseconds. */
const [mostStall, mostLag] = [300, 1_000]
const lagSamples = 200

const dir = mkdtempSync(join(tmpdir(), 'howdah-bench-ha-'))
chmodSync(dir, 0o755)
const primary = await startPostgres({ dir: join(dir, 'shop-1') })
const replica = await startReplica({ dir: join(dir, 'shop-2'), primary, slot: 'shop_2' })
const login = { user: 'postgres', password: primary.password }
const cluster = openCluster(
  clusterOf({
    name: 'shop',
    database: 'postgres',
    databases: ['postgres'],
    credentials: { observe: login, maintain: login, ddl: login, ha: login, backup: login },
    nodes: [
      { name: 'shop-1', host: '127.0.0.1', port: primary.port },
      { name: 'shop-2', host: '127.0.0.1', port: replica.port },
    ],
  }),
  backupMarks(testSigner),
)
const urls = [primary, replica].map(server => server.url('postgres'))

const at = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.ceil(values.length * share) - 1] ?? Number.NaN

const opened = async (url: string): Promise<Client> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  return client
}

const lags = async (): Promise<readonly number[]> => {
  const [here, there] = await Promise.all(urls.map(opened))
  if (!here || !there) throw new Error('no servers')
  const found: number[] = []
  try {
    for (let sample = 0; sample < lagSamples; sample += 1) {
      found.push((await measureLag(here, there)) ?? Number.POSITIVE_INFINITY)
      await sleep(10)
    }
  } finally {
    await Promise.all([here.end(), there.end()])
  }
  return found
}

try {
  const owner = await opened(urls[0] ?? '')
  await owner.query(table)
  await owner.end()
  console.log(
    `${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}; ${many} clients straight to the primary (no pool), which reconnect and send again`,
  )
  const clients = startClients(urls, many)
  const steady = await lags()
  const [p50, p99] = [at(steady, 0.5), at(steady, 0.99)]
  console.log(`lag at steady load: p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`)

  const longest: number[] = []
  let failed = 0
  for (let turn = 1; turn <= switchovers; turn += 1) {
    const before = clients.acknowledged.length
    const to = turn % 2 === 1 ? 'shop-2' : 'shop-1'
    const phases = await switchTo(cluster, to, `r-bench${turn}`)
    // Every client has a transaction behind the switchover.
    await sleep(500)
    const during = clients.acknowledged.slice(before)
    const most = Math.max(...during.map(({ ms }) => ms))
    longest.push(most)
    failed += during.filter(({ errors }) => errors > 0).length
    console.log(`${to}: longest transaction ${milliseconds(most)} (${phases})`)
  }
  await clients.stop()
  const url = urls[switchovers % 2] ?? ''
  const lost = await lostOf(url, clients.acknowledged)
  const median = at(longest, 0.5)
  console.log(
    `${switchovers} switchovers, ${clients.acknowledged.length} acknowledged transactions:`,
  )
  console.log(`lost: ${lost} (promise: 0)`)
  console.log(`sent again after an error: ${failed} (a pool that pauses is to make this 0)`)
  console.log(
    `longest transaction: ${milliseconds(median)} at the median (promise: ${mostStall} ms), ${milliseconds(Math.max(...longest))} at most`,
  )
  const failures = [
    ...(lost > 0 ? [`${lost} acknowledged transactions are lost`] : []),
    ...(median > mostStall ? [`a switchover stalls for more than ${mostStall} ms`] : []),
    ...(p99 >= mostLag ? ['the lag is a second and more'] : []),
  ]
  if (failures.length > 0) {
    console.error(`bench:ha: ${failures.join('; ')}.`)
    process.exitCode = 1
  }
} finally {
  await cluster.close()
  await replica.stop()
  await primary.stop()
  rmSync(dir, { recursive: true, force: true })
}
