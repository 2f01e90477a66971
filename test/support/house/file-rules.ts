/** Checks that look at one file at a time: names, sizes, exports, words that must not be there. */
import { Visitor } from 'oxc-parser'
import { isCatalogue } from '#test/support/house/import-rules'
import type { SourceFile } from '#test/support/house/source-file'
import type { SourceTree } from '#test/support/house/source-tree'

const longest = 250
const bannedNames = new Set(['utils', 'util', 'helpers', 'helper', 'manager', 'service', 'index'])

export const checkName = (path: string): readonly string[] => {
  const name = path.slice(path.lastIndexOf('/') + 1)
  // A server's folder begins at index.html; that is a name of its own.
  if (!/\.(ts|mjs|js|css|html|sql)$/.test(name) || name === 'index.html') return []
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config))?\.[a-z]+$/.test(name))
    return [`${path}: file names are kebab-case`]
  const words = name.split(/[.-]/)
  // `index.ts` says nothing; `index-name.ts` is about an index.
  const banned = words.find(
    word => bannedNames.has(word) && !(word === 'index' && words.length > 2),
  )
  const subject = /^(commands|playbooks|docs|test)\//.test(path)
  return banned && !subject ? [`${path}: "${banned}" says nothing`] : []
}

export const checkShape = (file: SourceFile): readonly string[] => {
  const { path, parsed, imports } = file
  const found: string[] = []
  const exports = parsed.module.staticExports.flatMap(({ entries }) => entries)
  const hasDefault =
    parsed.program.body.some(({ type }) => type === 'ExportDefaultDeclaration') ||
    exports.some(({ exportName }) => exportName.name === 'default')
  if (hasDefault && !path.endsWith('.config.ts')) found.push(`${path}: no default exports`)
  const borrowed = new Set(
    parsed.module.staticImports.flatMap(({ entries }) => entries.map(e => e.localName.value)),
  )
  const passes =
    imports.some(({ passedOn }) => passedOn) ||
    exports.some(({ localName }) => localName.name !== null && borrowed.has(localName.name))
  if (passes && !isCatalogue(path)) found.push(`${path}: passes on what another file exports`)
  const lines = codeLines(file)
  if (lines > longest) found.push(`${path}: ${lines} lines of code, at most ${longest}`)
  return [...found, ...checkTestCalls(file)]
}

/** Lines with code: neither blank nor comment alone. */
const codeLines = ({ text, parsed }: SourceFile): number => {
  let bare = text
  for (const { start, end } of parsed.comments)
    bare = bare.slice(0, start) + bare.slice(start, end).replace(/[^\n]/g, ' ') + bare.slice(end)
  return bare.split('\n').filter(line => line.trim() !== '').length
}

const checkTestCalls = ({ path, parsed, imports }: SourceFile): readonly string[] => {
  if (!imports.some(({ specifier }) => specifier === 'vitest')) return []
  const found: string[] = []
  new Visitor({
    MemberExpression: ({ object, property }) => {
      if (object.type !== 'Identifier' || property.type !== 'Identifier') return
      const { name } = property
      if (['describe', 'test', 'it'].includes(object.name) && ['only', 'todo'].includes(name))
        found.push(`${path}: ${object.name}.${name}`)
      if (object.name === 'vi' && ['mock', 'doMock'].includes(name))
        found.push(`${path}: a mocked module`)
    },
  }).visit(parsed.program)
  return found
}

// Written so that this file passes the rules too.
const unfinished = new RegExp(`\\b(${'todo|fixme|xxx|hack'.toUpperCase()})\\b`)
// The image's user is the same everywhere.
const machinePath = /(?<![\w.$}\])-])\/(work|home(?!\/node\b)|Users|root)\/[\w.]/
const registry = /\bregistry\.(npmjs|yarnpkg)\b/
const address = /"resolved": "[a-z]/

/** Over every text file, documents and configuration too. */
export const checkWords = (tree: SourceTree): readonly string[] =>
  [...tree].flatMap(([path, text]) =>
    text.split('\n').flatMap((line, index) => {
      const at = `${path}:${index + 1}`
      if (unfinished.test(line)) return [`${at}: unfinished work belongs into an issue`]
      if (machinePath.test(line)) return [`${at}: a path of one machine`]
      if (registry.test(line)) return [`${at}: the name of a package registry`]
      if (path === 'package-lock.json' && address.test(line)) return [`${at}: a download address`]
      return []
    }),
  )
