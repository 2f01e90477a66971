/** A process of its own that starts a server and says its pid, to be killed by a test. */
import { startPostgres } from '#local/postgres/server'

const server = await startPostgres({ dir: process.argv[2] ?? '' })
console.log(server.pid)
setInterval(() => {}, 1_000)
