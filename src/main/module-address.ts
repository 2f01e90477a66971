/** Where a module of this clone lies, by the `imports` of package.json, without a look at the file system. */
import { readFileSync } from 'node:fs'

const root = new URL('../../', import.meta.url)

const { imports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  readonly imports: Readonly<Record<string, string>>
}

/** `#model/` → the address of `src/model/`. */
const folders = new Map(
  Object.entries(imports).map(([name, path]) => [
    name.replace('*', ''),
    new URL(path.replace('*.ts', ''), root).href,
  ]),
)

/**
 * The address for a name such as `#model/plan` in a module of this clone; undefined for all other names, and in
 * packages, whose names may begin with `#` as well.
 */
export const moduleAddress = (name: string, importer = ''): string | undefined => {
  if (!name.startsWith('#') || !isHere(importer)) return undefined
  const rest = name.indexOf('/') + 1
  const folder = folders.get(name.slice(0, rest))
  return folder === undefined ? undefined : `${folder}${name.slice(rest)}.ts`
}

const isHere = (importer: string): boolean =>
  importer.startsWith(root.href) && !importer.includes('/node_modules/', root.href.length - 1)
