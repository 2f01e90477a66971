/** Where a module of this clone lies, by the `imports` of package.json, without a look at the file system. */
import { readFileSync } from 'node:fs'

const root = new URL('../../../', import.meta.url)

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

/** The address for a name such as `#model/plan`; undefined for the names of packages. */
export const moduleAddress = (name: string): string | undefined => {
  if (!name.startsWith('#')) return undefined
  const rest = name.indexOf('/') + 1
  const folder = folders.get(name.slice(0, rest))
  return folder === undefined ? undefined : `${folder}${name.slice(rest)}.ts`
}

/** Whether the importer is a module of this clone: a package may have names of its own that begin with `#`. */
export const isOfThisClone = (importer: string): boolean =>
  importer.startsWith(root.href) && !importer.includes('/node_modules/', root.href.length - 1)
