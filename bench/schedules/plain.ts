/**
 * A worker with Agenda alone, as an application would use Agenda: the job asks the cluster the same, and notes the start.
 * The id of a job is its `data.n`.
 */
import { PostgresBackend } from '@agendajs/postgres-backend'
import { Agenda } from 'agenda'
import { Pool } from 'pg'

const { CONTROL: control = '', CLUSTER: cluster = '', NAME: name = '' } = process.env

const pool = new Pool({ connectionString: control, max: 6 })
const target = new Pool({ connectionString: cluster, max: 4 })
const queue = new Pool({ connectionString: control, max: 6, options: '-c search_path=agenda' })
const agenda = new Agenda({
  backend: new PostgresBackend({ pool: queue, ensureSchema: false }),
  name,
  processEvery: 2_000,
})
agenda.on('error', () => {})
const work = async (n: number, done: (error?: Error) => void): Promise<void> => {
  try {
    await pool.query('insert into plain.start (n) values ($1)', [n])
    await target.query('select pid, pg_blocking_pids(pid) from pg_stat_activity')
    await pool.query('insert into plain.done (n) values ($1)', [n])
    done()
  } catch (error) {
    done(error as Error)
  }
}
agenda.define<{ n: number }>('plain', ({ attrs }, done) => void work(attrs.data.n, done))
await agenda.start()
process.on('message', ({ at, count }: { at: string; count: number }) => {
  const set = async () => {
    for (let n = 0; n < count; n += 1) await agenda.schedule(new Date(at), 'plain', { n })
    process.send?.('set')
  }
  void set()
})
process.stdin.on('end', () => process.exit(0)).resume()
process.send?.('ready')
