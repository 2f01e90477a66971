/**
 * Stops a server when the process that started it is gone, however it went: its end of our standard
 * input closes. Run as a process of its own: `node watchdog.ts <pid of the postmaster>`.
 */
const pid = Number(process.argv[2])

process.stdin.resume()
process.stdin.on('end', () => {
  try {
    // Fast shutdown: sessions are ended, data is safe.
    process.kill(pid, 'SIGINT')
  } catch {
    // It was gone first.
  }
  process.exit(0)
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
