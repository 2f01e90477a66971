/** Checks imports against the table of permitted imports. */
import { posix } from 'node:path'
import type { Import } from '#test/support/house/imports'
import type { SourceFile } from '#test/support/house/source-file'

export interface House {
  /** `#engine/*` → `./src/engine/*.ts`, from package.json. */
  readonly aliases: Readonly<Record<string, string>>
  /** Path prefixes, longest match wins → permitted imports: a part, or `types of <part>`. */
  readonly parts: Readonly<Record<string, readonly string[] | 'everything'>>
  /** Package pattern → the parts that may use it. */
  readonly packages: Readonly<Record<string, readonly string[]>>
  /**
   * Parts with a folder for each subject: a subject imports `shared` but no further subject, and only the
   * catalogue imports an entry.
   */
  readonly apart: readonly string[]
  /** Files that import no file of Howdah but each other. */
  readonly alone: readonly string[]
  /** Names in package.json's dependencies and optionalDependencies. */
  readonly shipped: readonly string[]
  /** Parts where each entry has a table of sentences in `test`. */
  readonly tabled: readonly string[]
}

const partOf = (house: House, path: string): string | undefined =>
  Object.keys(house.parts)
    .filter(part => path === `${part}.ts` || path.startsWith(`${part}/`))
    .sort((a, b) => b.length - a.length)[0]

/** The repository path of a file of Howdah, or undefined for a package or a node module. */
export const resolveOwn = (house: House, from: string, specifier: string): string | undefined => {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier)
  for (const [alias, target] of Object.entries(house.aliases)) {
    const start = alias.slice(0, -1)
    if (specifier.startsWith(start))
      return posix.normalize(target.replace('*', specifier.slice(start.length)))
  }
  return undefined
}

export const checkImports = (house: House, files: readonly SourceFile[]): readonly string[] =>
  files.flatMap(file => file.imports.flatMap(taken => checkImport(house, files, file, taken)))

const checkImport = (
  house: House,
  files: readonly SourceFile[],
  { path }: SourceFile,
  taken: Import,
): readonly string[] => {
  const part = partOf(house, path)
  if (part === undefined) return [`${path} has no place in the house`]
  const target = resolveOwn(house, path, taken.specifier)
  if (target === undefined) return checkPackage(house, path, part, taken)
  const says = (why: string) => [`${path} imports ${target}: ${why}`]
  if (!files.some(file => file.path === target)) return says('there is no such file')
  if (house.alone.includes(path)) return house.alone.includes(target) ? [] : says('it stands alone')
  const other = partOf(house, target)
  if (other === undefined) return says('it has no place in the house')
  if (other === part)
    return house.apart.includes(part) && !isCatalogue(path)
      ? apartFrom(files, path, target, says)
      : []
  const allowed = house.parts[part]
  if (allowed === 'everything' || allowed?.includes(other)) return []
  if (!allowed?.includes(`types of ${other}`)) return says(`${part} may not import ${other}`)
  return taken.typeOnly ? [] : says(`${part} may import only types of ${other}`)
}

const checkPackage = (
  house: House,
  path: string,
  part: string,
  { specifier, typeOnly }: Import,
): readonly string[] => {
  if (specifier.startsWith('node:')) return []
  if (specifier.startsWith('#')) return [`${path} imports ${specifier}: there is no such alias`]
  if (house.parts[part] === 'everything' && !part.startsWith('src/')) return []
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  const rule = Object.entries(house.packages).find(([pattern]) =>
    pattern.endsWith('/*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  )
  if (rule && house.parts[part] !== 'everything' && !rule[1].includes(part))
    return [`${path} imports ${name}: only ${rule[1].join(', ')} may`]
  if (!typeOnly && !house.shipped.includes(name))
    return [`${path} imports ${name}: it is not in dependencies`]
  return []
}

const apartFrom = (
  files: readonly SourceFile[],
  path: string,
  target: string,
  says: (why: string) => readonly string[],
): readonly string[] => {
  if (subjectOf(path) !== subjectOf(target) && !target.startsWith('playbooks/shared/'))
    return says('a subject imports no other subject')
  const entry = files.find(file => file.path === target && isEntry(file))
  return entry ? says('nobody imports what people can say or Howdah can do') : []
}

/** `playbooks/index/create/plan.ts` → `playbooks/index`. */
const subjectOf = (path: string): string => path.split('/').slice(0, 2).join('/')

/** A file that defines a command or a playbook; further files in the folder are parts. */
export const isEntry = ({ text }: SourceFile): boolean =>
  /\b(definePlaybook|answers)[(<]/.test(text)

export const isCatalogue = (path: string): boolean =>
  path === 'commands/catalogue.ts' || path === 'playbooks/catalogue.ts'

/** Each cycle once, as `a → b → a`; type imports count. */
export const findCycles = (house: House, files: readonly SourceFile[]): readonly string[] => {
  const edges = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.flatMap(({ specifier }) => resolveOwn(house, path, specifier) ?? []),
    ]),
  )
  const cycles: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]) => {
    const at = trail.indexOf(path)
    if (at >= 0) cycles.push([...trail.slice(at), path].join(' → '))
    if (at >= 0 || done.has(path)) return
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of edges.keys()) visit(path, [])
  return cycles
}

/** The longest way down by imports, from file to file; type imports count. */
export const longestChain = (house: House, files: readonly SourceFile[]): readonly string[] => {
  const imports = new Map(
    files.map(({ path, imports: taken }) => [
      path,
      taken.flatMap(({ specifier }) => resolveOwn(house, path, specifier) ?? []),
    ]),
  )
  const known = new Map<string, readonly string[]>()
  const from = (path: string, above: readonly string[]): readonly string[] => {
    const chain = known.get(path)
    if (chain) return chain
    if (above.includes(path)) return []
    const below = (imports.get(path) ?? [])
      .filter(next => imports.has(next))
      .map(next => from(next, [...above, path]))
      .reduce((longest, one) => (one.length > longest.length ? one : longest), [])
    known.set(path, [path, ...below])
    return [path, ...below]
  }
  return [...imports.keys()]
    .map(path => from(path, []))
    .reduce((longest, one) => (one.length > longest.length ? one : longest), [])
}
