/** Engines as separate processes, which a test may kill or freeze at any point. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import type { Howdah } from '#test/support/howdah'
import { programEnv } from '#test/support/program-env'

const isStopped = ({ pid }: ChildProcess): boolean =>
  /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))

const program = join(import.meta.dirname, 'engine-process.ts')

export const openEngines = ({ env, failpointFile }: Pick<Howdah, 'env' | 'failpointFile'>) => {
  const engines = new Map<string, ChildProcess>()
  let started = 0
  const start = async (): Promise<void> => {
    started += 1
    const name = `engine-${started}`
    const child = spawn(process.execPath, [program], {
      env: {
        ...programEnv(),
        ...env,
        HOWDAH_PROCESS: name,
        HOWDAH_FAILPOINT_FILE: failpointFile,
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    engines.set(name, child)
    child.once('exit', () => engines.delete(name))
    await once(child.stdout, 'data')
  }
  afterAll(() => {
    for (const child of engines.values()) child.kill('SIGKILL')
  })
  return {
    engines,
    start,
    /**
     * Wakes the engine that froze. A failpoint takes its file away before the process stops: a signal in between would be
     * in vain, and the engine frozen for the rest of the tests.
     */
    thawEngines: async (): Promise<void> => {
      const frozen = () => [...engines.values()].filter(isStopped)
      await expect.poll(() => frozen().length, { timeout: 110_000 }).toBeGreaterThan(0)
      for (const child of frozen()) child.kill('SIGCONT')
      await expect.poll(() => frozen().length, { timeout: 110_000 }).toBe(0)
    },
    /** A run can end right before the engine is killed: the next count of engines has to wait for the end. */
    oneEnds: async (): Promise<void> => {
      await Promise.race([...engines.values()].map(child => once(child, 'exit')))
    },
    /** Starts as many as are missing, however many died before. */
    twoEngines: async (): Promise<void> => {
      await Promise.all(Array.from({ length: Math.max(0, 2 - engines.size) }, start))
    },
  }
}
