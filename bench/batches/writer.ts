/** A writer of single rows at a steady rate; waits are kept apart by the batches meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'

/** Milliseconds between the beginnings of two writes. */
const everyMs = 5

export type Meanwhile = 'nothing' | 'batches'

export const startWriter = (client: Client, rows: number) => {
  const waited: Record<Meanwhile, number[]> = { nothing: [], batches: [] }
  let meanwhile = null as Meanwhile | null
  const over = new AbortController()
  const writing = (async () => {
    for (let due = performance.now(); !over.signal.aborted; due += everyMs) {
      await sleep(Math.max(0, due - performance.now()))
      const id = 1 + Math.floor(Math.random() * rows)
      const phase: Meanwhile | null = meanwhile
      const began = performance.now()
      await client.query('update counted set written = written + 1 where id = $1', [id])
      const ended = performance.now()
      if (phase !== null && phase === meanwhile) waited[phase].push(ended - began)
      // A machine that was away does not hurry afterwards.
      due = Math.max(due, ended - everyMs)
    }
  })()
  return {
    during(next: Meanwhile | null) {
      meanwhile = next
    },
    /** Milliseconds that the given share of the writes took at most, and their number. */
    quantile(phase: Meanwhile, share: number): number {
      const sorted = waited[phase].toSorted((one, other) => one - other)
      return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
    },
    writes: (phase: Meanwhile) => waited[phase].length,
    async stop() {
      over.abort()
      await writing
    },
  }
}
