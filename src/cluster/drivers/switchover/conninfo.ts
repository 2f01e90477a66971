/** The connection string of a replica, in libpq's form of keywords and values (manual 34.1.1.1). */
import { Failure } from '#src/errors'

export type Conninfo = Readonly<Record<string, string>>

export const parseConninfo = (text: string): Conninfo => {
  const found: Record<string, string> = {}
  const pair = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))\s*/gy
  let at = 0
  for (let match = pair.exec(text); match; match = pair.exec(text)) {
    const [, name = '', quoted, plain = ''] = match
    found[name] = (quoted ?? plain).replaceAll(/\\(.)/g, '$1')
    at = pair.lastIndex
  }
  if (text.trim() === '' || at < text.length)
    throw new Failure(
      'switchover.conninfo',
      'How the replica connects to the primary (primary_conninfo) is empty, or not written as keywords and values.',
      'Write it as host=… port=… user=…, reload the replica, and plan again.',
    )
  return found
}

export const writeConninfo = (conninfo: Conninfo): string =>
  Object.entries(conninfo)
    .map(([name, value]) => `${name}='${value.replaceAll(/['\\]/g, String.raw`\$&`)}'`)
    .join(' ')
