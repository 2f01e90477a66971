/** A process of its own that starts a server and says the pid, for a test to kill. */
import { startPostgres } from '#local/postgres/server'

const server = await startPostgres({ dir: process.argv[2] ?? '' })
console.log(server.pid)
setInterval(() => {}, 1_000)
