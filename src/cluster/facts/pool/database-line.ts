/**
 * The line of a database in the configuration file of PgBouncer, below `[databases]`:
 * `app = host=10.0.0.1 port=5432 dbname=shop` (manual of PgBouncer, "Section [databases]").
 */
import type { NodeAddress } from '#cluster/facts/pool/leads-to'

type Address = Pick<NodeAddress, 'host' | 'port'>

/** Undefined where the file has no such line, or several. */
const lineOf = (text: string, database: string): { at: number; line: string } | undefined => {
  let section = ''
  const found: { at: number; line: string }[] = []
  for (const [at, line] of text.split('\n').entries()) {
    section = /^\s*\[\s*(\w+)\s*\]/.exec(line)?.[1] ?? section
    const name = /^\s*(?:"([^"]+)"|([^\s"=;#[%]+))\s*=/.exec(line)
    if (section === 'databases' && (name?.[1] ?? name?.[2]) === database) found.push({ at, line })
  }
  return found.length === 1 ? found[0] : undefined
}

/** A key and its value, which may stand in single quotes. */
const pair = /\b(\w+)\s*=\s*('(?:[^']|'')*'|[^\s']*)/g

/** Host and port as the columns of SHOW DATABASES; undefined without such a line. */
export const addressInFile = (
  text: string,
  database: string,
): { readonly host: string; readonly port: string } | undefined => {
  const found = lineOf(text, database)
  if (!found) return undefined
  const words = new Map(
    [...valueOf(found.line).matchAll(pair)].map(([, key = '', value = '']) => [
      key,
      value.startsWith("'") ? value.slice(1, -1).replaceAll("''", "'") : value,
    ]),
  )
  return { host: words.get('host') ?? '', port: words.get('port') ?? '5432' }
}

/** The same text with another address; undefined without such a line. */
export const leadElsewhere = (
  text: string,
  database: string,
  { host, port }: Address,
): string | undefined => {
  const found = lineOf(text, database)
  if (!found) return undefined
  const before = valueOf(found.line)
  const kept = before.replaceAll(pair, (all, key: string) =>
    key === 'host' || key === 'port' ? '' : all,
  )
  const lines = text.split('\n')
  const name = found.line.slice(0, found.line.length - before.length)
  lines[found.at] = `${name.trimEnd()} ${`host=${host} port=${port} ${kept.trim()}`.trimEnd()}`
  return lines.join('\n')
}

const valueOf = (line: string): string => line.slice(line.indexOf('=') + 1)
