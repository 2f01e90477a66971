/** The very program, in a shell's pipe whose reader has left before the first line. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { programEnv } from '#test/support/program-env'

const root = join(import.meta.dirname, '../../..')

/** Runs `line` with `$howdah`; returns the exit code of the first program of the pipe, and what stands in the terminal. */
const piped = (line: string) => {
  const { stdout, stderr } = spawnSync(
    'bash',
    ['--norc', '-c', `${line}; echo "\${PIPESTATUS[0]}"`],
    {
      cwd: root,
      env: { ...programEnv(), howdah: `${process.execPath} src/cli.ts` },
      encoding: 'utf8',
      timeout: 25_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  return { exit: stdout.trim(), stderr }
}

describe('a reader that has left', () => {
  test.each([
    '$howdah --help | true',
    '$howdah config schema | true',
    '$howdah init --print-sql | true',
    '$howdah audit verify README.md | true',
    '$howdah status | true',
  ])('ends %s without a stack trace', line => {
    const { exit, stderr } = piped(line)
    expect(stderr).not.toMatch(/EPIPE|\n\s+at /)
    // A refusal goes to standard error, which somebody reads here.
    expect(exit).toMatch(/^(141|1)$/)
  })

  test.each(['$howdah --help | true', '$howdah config schema | true'])(
    'of %s gives the exit code that a shell expects',
    line => {
      expect(piped(line)).toEqual({ exit: '141', stderr: '' })
    },
  )

  test.each([
    '$howdah status 2>&1 >/dev/null | true',
    '$howdah config check 2>&1 | true',
    '$howdah audit verify nowhere 2>&1 | true',
  ])('of standard error ends %s in the same way', line => {
    expect(piped(line)).toEqual({ exit: '141', stderr: '' })
  })
})

test('a reader of some lines gets them, and the rest disturbs nobody', () => {
  const { exit, stderr } = piped('$howdah config schema | head -n 1 >/dev/null')
  expect(exit).toMatch(/^(0|141)$/)
  expect(stderr).toBe('')
})
