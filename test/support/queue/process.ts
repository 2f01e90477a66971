/** A process on a queue: says the run of each wake-up, and holds a run named `r-hold` until killed. */
import { mongoBackend } from '#schedule/mongo-backend'
import { postgresBackend } from '#schedule/postgres-backend'
import { openQueue } from '#schedule/queue'
import { openStore } from '#store/store'

const [name = '', url = ''] = process.argv.slice(2)
const backend = url.startsWith('mongodb:')
  ? mongoBackend(url)
  : postgresBackend(openStore(url, name).poolFor('agenda'))

const queue = await openQueue({
  backend,
  name,
  onWake(run) {
    process.stdout.write(`${run}\n`)
    if (run === 'r-hold') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  },
  onSlot: () => {},
  report: () => {},
})
let said = Promise.resolve()
// A wake-up that was not queued in time may be lost or not: the sweeper makes good either.
const wake = (run: string): Promise<void> =>
  queue.wake(run).catch(() => void process.stdout.write(`unsure ${run}\n`))
process.stdin
  .on('data', text => {
    for (const run of String(text).split('\n').filter(Boolean)) said = said.then(() => wake(run))
  })
  .on('end', () => process.exit(0))
process.stdout.write('ready\n')
