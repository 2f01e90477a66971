/** A build that plans, approves and drives each command in turn, in a separate process. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Build } from '../baseline/house.ts'
import { peakOf } from '../baseline/peak-of.ts'

export interface Ran {
  readonly outcome: string
  /** Nanoseconds of the machine's monotonic clock. */
  readonly approvedAt: string
  /** From the row of the approval to the journal's first intent. */
  readonly intentMs: number
}

export interface Approver {
  /** Throws unless the run succeeds. */
  run(words: string): Promise<Ran>
  peakMb(): number
  stop(): Promise<void>
}

export const openApprover = ({ root, env }: Pick<Build, 'root' | 'env'>): Approver => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'approve.ts'), root], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  return {
    async run(words) {
      child.stdin.write(`${words}\n`)
      const { value = 'null' } = await lines.next()
      const said = JSON.parse(value) as Ran | null
      if (said?.outcome !== 'succeeded') throw new Error(`${words}: ${value}`)
      return said
    },
    peakMb: () => peakOf(child.pid ?? 0) / 1_024,
    async stop() {
      child.stdin.end()
      await gone
    },
  }
}
