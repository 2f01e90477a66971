/** Reads the inventory's YAML and lists every problem at once. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { type Inventory, inventorySchema } from '#config/inventory'
import { literalPasswords } from '#config/literal-passwords'
import { isMap, mergeFiles } from '#config/merge-files'
import { type Env, substitute } from '#config/substitute'
import { BadConfig, fileTrouble } from '#src/errors'

/** `path` names a file, or a folder whose *.yaml files are merged in the order of file names. */
export const readInventory = (path: string, env: Env): Inventory => {
  const problems: string[] = []
  const files = filesOf(path).map(file => ({ file, value: parse(file, problems) }))
  const merged = mergeFiles(files, problems) ?? {}
  const filled = substitute(merged, env, '', problems)
  problems.push(...literalPasswords(merged, filled))
  const parsed = inventorySchema.safeParse(filled)
  for (const issue of parsed.error?.issues ?? []) {
    problems.push(`${issue.path.join('.') || 'the inventory'}: ${issue.message}`)
  }
  if (!parsed.success || problems.length > 0) throw new BadConfig(problems)
  return parsed.data
}

const filesOf = (path: string): readonly string[] => {
  try {
    if (!statSync(path).isDirectory()) return [path]
    return readdirSync(path)
      .filter(name => /\.ya?ml$/.test(name))
      .sort()
      .map(name => join(path, name))
  } catch (error) {
    throw notRead(path, error)
  }
}

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw notRead(file, error)
  }
}

const notRead = (path: string, error: unknown): BadConfig =>
  new BadConfig([
    `HOWDAH_CONFIG leads to ${path}, which ${fileTrouble(error) ?? 'cannot be read'}. It names the inventory: one file, or a folder of *.yaml; see howdah.example.yaml.`,
  ])

const parse = (file: string, problems: string[]): Readonly<Record<string, unknown>> => {
  const lines = new LineCounter()
  const document = parseDocument(textOf(file), {
    lineCounter: lines,
    uniqueKeys: true,
  })
  for (const error of document.errors) {
    problems.push(`${file}, line ${lines.linePos(error.pos[0]).line}: ${withoutSource(error)}`)
  }
  try {
    // A few aliases are handy, thousands are an attack.
    const value: unknown = document.toJS({ maxAliasCount: 20 })
    if (isMap(value)) return value
    // A file with only comments is empty.
    if (value !== null)
      problems.push(`${file}: write keys and values, as howdah.example.yaml does.`)
    return {}
  } catch (error) {
    problems.push(`${file}: ${withoutSource(error)}`)
    return {}
  }
}

/** After the first colon or backslash a parser's message quotes the input, which may be a password. */
const withoutSource = (error: unknown): string =>
  `${/^[^:\\\n]*/.exec(error instanceof Error ? error.message : '')?.[0].trim()}.`
