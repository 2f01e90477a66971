import { type ParseResult, parseSync } from 'oxc-parser'
import { type Import, importsOf } from '#test/support/house/imports'
import type { SourceTree } from '#test/support/house/source-tree'

export interface SourceFile {
  readonly path: string
  readonly text: string
  readonly parsed: ParseResult
  readonly imports: readonly Import[]
}

export const parseSources = (tree: SourceTree): readonly SourceFile[] =>
  [...tree]
    .filter(([path]) => /\.(ts|mjs|js)$/.test(path))
    .map(([path, text]) => {
      const parsed = parseSync(path, text)
      const [problem] = parsed.errors
      if (problem) throw new SyntaxError(`${path}: ${problem.message}`)
      return { path, text, parsed, imports: importsOf(parsed) }
    })
