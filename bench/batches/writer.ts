/** A writer of single rows at a steady rate; the waits of each phase are kept apart. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'

/** Milliseconds between the beginnings of two writes. */
const everyMs = 5

export const startWriter = (client: Client, rows: number) => {
  const waited = new Map<string, number[]>()
  const keep = (phase: string, ms: number): void => {
    const known = waited.get(phase)
    if (known) known.push(ms)
    else waited.set(phase, [ms])
  }
  let present: string | null = null
  const over = new AbortController()
  const writing = (async () => {
    for (let due = performance.now(); !over.signal.aborted; due += everyMs) {
      await sleep(Math.max(0, due - performance.now()))
      const id = 1 + Math.floor(Math.random() * rows)
      const phase: string | null = present
      const began = performance.now()
      await client.query('update counted set written = written + 1 where id = $1', [id])
      const ended = performance.now()
      if (phase !== null && phase === present) keep(phase, ended - began)
      // A machine that was away does not hurry afterwards.
      due = Math.max(due, ended - everyMs)
    }
  })()
  return {
    /** The phase of the writes from now on; null keeps none. */
    during(phase: string | null) {
      present = phase
    },
    /** Milliseconds of the writes of the phases. */
    waits: (...phases: readonly string[]): readonly number[] =>
      phases.flatMap(phase => waited.get(phase) ?? []),
    async stop() {
      over.abort()
      await writing
    },
  }
}
