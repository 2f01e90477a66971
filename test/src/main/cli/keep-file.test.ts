import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { keepFile } from '#main/cli/keep-file'
import { refusal } from '#model/refusal'
import { answer, type Reply } from '#model/reply'
import type { ExitCode } from '#terminal/draw-reply'
import { changeOf } from '#test/support/commands/change'

const folder = mkdtempSync(join(tmpdir(), 'howdah-keep-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'a.csv')

const kept = async (reply: Reply, save: string | null, before: ExitCode = 0) => {
  const said: string[] = []
  const terminal = {
    out: (line: string) => void said.push(`out: ${line}`),
    err: (line: string) => void said.push(`err: ${line}`),
  }
  const exit = await keepFile({ reply, exit: before }, { text: 'query slow', save }, terminal)
  return { exit, said }
}

const withFile = answer('Slow.', { file: { name: 'slow.csv', text: 'a\nb\n' } })
const none = 'err: Nothing was saved: this answer has no file. Leave out --save to read the answer.'

describe('--save', () => {
  test.each<[string, Reply, string | null, ExitCode, ExitCode, readonly string[]]>([
    ['an answer without a file', answer('Well.'), path, 0, 2, [none]],
    ['an alarm without a file', answer('Bad.', { alarm: true }), '-', 1, 2, [none]],
    [
      'a plan, which was made all the same',
      { kind: 'proposed', change: changeOf() },
      path,
      0,
      1,
      ['err: Nothing was saved: a plan has no file. The plan was made all the same.'],
    ],
    ['a refusal, which says why already', refusal('No.', 'Yes.'), path, 2, 2, []],
    ['nothing that was asked for', answer('Well.'), null, 0, 0, []],
  ])('keeps nothing of %s', async (_, reply, save, before, exit, said) => {
    expect(await kept(reply, save, before)).toEqual({ exit, said })
    expect(existsSync(path)).toBe(false)
  })

  test('writes the file, or prints it', async () => {
    expect(await kept(withFile, '-')).toEqual({ exit: 0, said: ['out: a\nb'] })
    expect(await kept(withFile, path, 1)).toEqual({ exit: 1, said: [`out: \nWritten to ${path}.`] })
    expect(readFileSync(path, 'utf8')).toBe('a\nb\n')
  })

  test('is told of where an answer has a file', async () => {
    expect((await kept(withFile, null)).said).toEqual([
      'out: \nAs a file: howdah query slow --save slow.csv',
    ])
  })
})
