/** A build that answers commands in turn, in a separate process. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Figures } from '../baseline/compare.ts'
import type { Build } from '../baseline/house.ts'
import { peakOf } from '../baseline/peak-of.ts'

export interface Asker {
  /** Throws unless the reply to `words` is of that kind. */
  ask(words: string, kind: 'proposed' | 'answer'): Promise<Figures>
  stop(): Promise<void>
}

export const openAsker = ({ root, env }: Pick<Build, 'root' | 'env'>): Asker => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'ask.ts'), root], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  return {
    async ask(words, kind) {
      child.stdin.write(`${words}\n`)
      const { value = 'null' } = await lines.next()
      const said = JSON.parse(value) as { ms: number; reply: { kind: string } } | null
      if (said?.reply.kind !== kind) throw new Error(`${words}: ${value}`)
      return { ms: said.ms, peakMb: peakOf(child.pid ?? 0) / 1_024 }
    },
    async stop() {
      child.stdin.end()
      await gone
    },
  }
}
