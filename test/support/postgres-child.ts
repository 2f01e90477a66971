/** A separate process that starts a server and prints the pid, for a test to kill. */
import { startPostgres } from '#local/postgres/server'

const server = await startPostgres({ dir: process.argv[2] ?? '' })
console.log(server.pid)
setInterval(() => {}, 1_000)
