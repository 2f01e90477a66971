/** Merges the files of a folder: maps are joined by key, lists are concatenated. */

export interface InventoryFile {
  readonly file: string
  readonly value: unknown
}

/** No file overwrites another: a value in two files is a problem that names both files. */
export const mergeFiles = (
  files: readonly InventoryFile[],
  problems: string[],
  path: readonly string[] = [],
): unknown => {
  const [first, second] = files
  if (second === undefined) return first?.value
  if (files.every(({ value }) => Array.isArray(value)))
    // A person named in two files counts once.
    return [...new Set(files.flatMap(({ value }) => value as readonly unknown[]))]
  if (isCluster(path) || !files.every(({ value }) => isMap(value))) {
    problems.push(
      `${path.join('.')}: it is in ${files.map(({ file }) => file).join(' and in ')}. Keep one of them.`,
    )
    return first?.value
  }
  const keys = new Set(files.flatMap(({ value }) => Object.keys(value as object)))
  return Object.fromEntries(
    [...keys].map(key => [key, mergeFiles(having(key, files), problems, [...path, key])]),
  )
}

/** A cluster split over two files would be hard to read. */
const isCluster = ([part, name, ...deeper]: readonly string[]): boolean =>
  part === 'clusters' && name !== undefined && deeper.length === 0

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const having = (key: string, files: readonly InventoryFile[]): readonly InventoryFile[] =>
  files.flatMap(({ file, value }) =>
    isMap(value) && Object.hasOwn(value, key) ? [{ file, value: value[key] }] : [],
  )
