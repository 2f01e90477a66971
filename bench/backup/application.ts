/**
 * An application as a process: transactions at a steady rate, each of a read and a write by key, until standard input
 * ends; then the 99th of a hundred latencies, in milliseconds, on standard output. The rate holds whatever the server does, and each
 * latency counts from when the transaction was due.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

const [url = '', rows = '1'] = process.argv.slice(2)
const sessions = 4
const everyMs = 8
const latencies: number[] = []
const over = new AbortController()
process.stdin.on('end', () => over.abort()).resume()

const drive = async (): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  for (let due = performance.now(); !over.signal.aborted; due += everyMs) {
    await sleep(Math.max(0, due - performance.now()))
    const id = 1 + Math.floor(Math.random() * Number(rows))
    await client.query('begin')
    await client.query('select balance from account where id = $1', [id])
    await client.query('update account set balance = balance + 1 where id = $1', [id])
    await client.query('commit')
    latencies.push(performance.now() - due)
  }
  await client.end()
}

await Promise.all(Array.from({ length: sessions }, drive))
const sorted = latencies.toSorted((one, other) => one - other)
console.log(sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN)
