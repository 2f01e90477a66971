/**
 * A bystander: reads and writes a row of a partitioned table every 10 ms, in a process of its own. Prints the waits in
 * milliseconds, as JSON, when standard input ends.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

const everyMs = 10
const [url = '', table = '', key = ''] = process.argv.slice(2)
const client = new Client({ connectionString: url })
await client.connect()
const waits: number[] = []
const over = new AbortController()
process.stdin.resume().on('end', () => over.abort())
console.log('ready')
for (let due = performance.now(); !over.signal.aborted; due += everyMs) {
  await sleep(Math.max(0, due - performance.now()))
  const began = performance.now()
  await client.query(
    waits.length % 2 === 0
      ? `select count(*) from ${table} where day = '${key}'`
      : `insert into ${table} (day) values ('${key}')`,
  )
  waits.push(performance.now() - began)
  due = Math.max(due, performance.now() - everyMs)
}
await client.end()
console.log(JSON.stringify(waits))
