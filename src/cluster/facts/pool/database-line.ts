/**
 * The line of a database in the configuration file of PgBouncer, below `[databases]`:
 * `app = host=10.0.0.1 port=5432 dbname=shop` (manual of PgBouncer, "Section [databases]").
 */
/** Undefined where the file has no such line, or several. */
const lineOf = (text: string, database: string): { at: number; line: string } | undefined => {
  let section = ''
  const found: { at: number; line: string }[] = []
  for (const [at, line] of text.split('\n').entries()) {
    // The last section of an included file goes on behind the include.
    if (/^\s*%include\b/.test(line)) section = ''
    section = /^\s*\[\s*(\w+)\s*\]/.exec(line)?.[1] ?? section
    const name = /^\s*(?:"([^"]+)"|([^\s"=;#[%]+))\s*=/.exec(line)
    if (section === 'databases' && (name?.[1] ?? name?.[2]) === database) found.push({ at, line })
  }
  return found.length === 1 ? found[0] : undefined
}

/** White space, a key, and its value, which may stand in single quotes. A long run of spaces is tried once. */
const pair = /(?<!\s)(\s*)\b(\w+)\s*=\s*('(?:[^']|'')*'|[^\s']*)/g

/** The value of each key in the line of a database; undefined without such a line. */
export const wordsInFile = (
  text: string,
  database: string,
): ReadonlyMap<string, string> | undefined => {
  const found = lineOf(text, database)
  return (
    found &&
    new Map(
      [...valueOf(found.line).matchAll(pair)].map(([, , key = '', value = '']) => [
        key,
        value.startsWith("'") ? value.slice(1, -1).replaceAll("''", "'") : value,
      ]),
    )
  )
}

/** Host and port as the columns of SHOW DATABASES; undefined without such a line. */
export const addressInFile = (
  text: string,
  database: string,
): { readonly host: string; readonly port: string } | undefined => {
  const words = wordsInFile(text, database)
  return words && { host: words.get('host') ?? '', port: words.get('port') ?? '5432' }
}

/** New values by key; null takes the key out of the line. */
export type NewWords = Readonly<Record<string, string | number | null>>

/** The same text with new words in the line of the database; undefined without such a line. */
export const withWords = (text: string, database: string, words: NewWords): string | undefined => {
  const found = lineOf(text, database)
  if (!found) return undefined
  const before = valueOf(found.line)
  const left = new Map(Object.entries(words))
  const after = before.replaceAll(pair, (all: string, space: string, key: string) => {
    const word = words[key]
    if (word === undefined) return all
    left.delete(key)
    return word === null ? '' : `${space}${key}=${word}`
  })
  const added = [...left].flatMap(([key, word]) => (word === null ? [] : [`${key}=${word}`]))
  const head = found.line.slice(0, found.line.length - before.length)
  const lines = text.split('\n')
  lines[found.at] = [head + after.trimEnd(), ...added].join(' ')
  return lines.join('\n')
}

const valueOf = (line: string): string => line.slice(line.indexOf('=') + 1)
