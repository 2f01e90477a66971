/** What people can say, and what Howdah can do, has a table of its sentences at the mirrored place. */
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
        .filter(({ path }) => !own.some(source => tableOf(source) === path))
        .map(({ path }) => `${path} mirrors no file of ${folder}`),
    ]
  })

/** `commands/index/list.ts` → `test/commands/index/list.test.ts`. */
const tableOf = ({ path }: SourceFile): string => `test/${path.replace(/\.ts$/, '.test.ts')}`

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
  if (!hasTable(table)) found.push(`${place} has no test.each`)
  return found
}

const hasTable = ({ parsed }: SourceFile): boolean => {
  let found = false
  new Visitor({
    MemberExpression: ({ object, property }) => {
      if (object.type === 'Identifier' && property.type === 'Identifier')
        found ||= object.name === 'test' && property.name === 'each'
    },
  }).visit(parsed.program)
  return found
}
