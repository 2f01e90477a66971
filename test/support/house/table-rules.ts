/** Each command and playbook has a table of sentences at the mirrored place. */
import { Visitor } from 'oxc-parser'
import { type House, isEntry, resolveOwn } from '#test/support/house/import-rules'
import type { SourceFile } from '#test/support/house/source-file'

export const checkTables = (house: House, files: readonly SourceFile[]): readonly string[] =>
  house.tabled.flatMap(folder => {
    const own = files.filter(({ path }) => path.startsWith(`${folder}/`))
    return [
      ...own.filter(isEntry).flatMap(entry => checkTable(house, files, entry)),
      ...files
        .filter(({ path }) => path.startsWith(`test/${folder}/`))
        .filter(({ path }) => !own.some(source => mirrors(path, tableOf(source))))
        .map(({ path }) => `${path} mirrors no file of ${folder}`),
    ]
  })

/** `commands/index/list.ts` → `test/commands/index/list.test.ts`. */
const tableOf = ({ path }: SourceFile): string => `test/${path.replace(/\.ts$/, '.test.ts')}`

/** `create-objections.test.ts` tells one part of `create.test.ts` that outgrew the file. */
const mirrors = (path: string, table: string): boolean =>
  path === table || path.startsWith(table.replace(/\.test\.ts$/, '-'))

const checkTable = (
  house: House,
  files: readonly SourceFile[],
  entry: SourceFile,
): readonly string[] => {
  const place = tableOf(entry)
  const table = files.find(({ path }) => path === place)
  if (!table) return [`${entry.path} has no table test ${place}`]
  const found: string[] = []
  const taken = table.imports.map(({ specifier }) => resolveOwn(house, place, specifier))
  if (!taken.includes(entry.path)) found.push(`${place} does not import ${entry.path}`)
  if (!hasTable(table)) found.push(`${place} has neither a table nor three tests`)
  return found
}

const hasTable = ({ parsed }: SourceFile): boolean => {
  let found = false
  let tests = 0
  new Visitor({
    MemberExpression: ({ object, property }) => {
      if (object.type === 'Identifier' && property.type === 'Identifier')
        found ||= object.name === 'test' && property.name === 'each'
    },
    CallExpression: ({ callee }) => {
      if (callee.type === 'Identifier' && callee.name === 'test') tests += 1
    },
  }).visit(parsed.program)
  return found || tests >= 3
}
