import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { shortfallsOf } from '../../bench/chat/shortfalls.ts'

const program = join(import.meta.dirname, '../../bench/chat.ts')

describe('bench:chat', () => {
  test('loses and doubles none of 50 commands/s while indexes build', async () => {
    const bench = spawn(process.execPath, [program, '3', '50', '1'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const gone = once(bench, 'exit')
    const [out, err] = await Promise.all([text(bench.stdout), text(bench.stderr)])
    const [exit] = (await gone) as [number | null]
    expect(out).toMatch(/^now, indexes building +p50 [\d.]+ ms, .+, 0 lost$/m)
    expect(out).toMatch(/answers: 0 missing, 0 doubled; [1-9]\d* indexes built\nnow ÷/)
    expect({ err, exit }).toEqual({ err: '', exit: 0 })
  })

  test('says what was lost, not answered or answered twice, each of which fails it', () => {
    expect(shortfallsOf(0, { lost: 0, unanswered: 0, doubled: 0 })).toEqual([])
    expect(shortfallsOf(1, { lost: 2, unanswered: 3, doubled: 4 })).toEqual([
      'lost by the bare app: 1',
      'lost by Howdah: 2',
      'not answered: 3',
      'answered more than once: 4',
    ])
  })
})
