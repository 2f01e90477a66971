/** Runs a program to the end, and gives output, duration, processor time and peak memory. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'

export interface Measured {
  readonly ms: number
  /** Of a processor, all threads together. */
  readonly cpuMs: number
  readonly peakMb: number
  readonly out: string
  readonly err: string
}

const telling = join(import.meta.dirname, 'tell-use.ts')

/** Throws with the program's output when the program fails. */
export const measure = async (
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Measured> => {
  const began = performance.now()
  const child = spawn(process.execPath, ['--import', telling, ...words], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const gone = once(child, 'exit') as Promise<[number | null]>
  const [out, err, use, [exit]] = await Promise.all([
    text(child.stdout as Readable),
    text(child.stderr as Readable),
    text(child.stdio[3] as Readable),
    gone,
  ])
  if (exit !== 0) throw new Error(`${words.join(' ')} ended with ${exit}: ${err}${out}`)
  const ms = performance.now() - began
  const [peak = Number.NaN, cpuMs = Number.NaN] = use.split(' ').map(Number)
  return { ms, cpuMs, peakMb: peak / 1_024, out, err }
}
