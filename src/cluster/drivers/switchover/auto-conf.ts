/** Writes lines of postgresql.auto.conf of a server that cannot be asked for that. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { putFile } from '#cluster/drivers/files/put-file'
import { readOnlyNamed } from '#cluster/facts/backup/plain-file'

const autoConf = 'postgresql.auto.conf'

/** In the place of earlier lines of the same names; the file is whole at any moment. */
export const writeAutoConf = async (
  data: string,
  settings: readonly { readonly name: string; readonly value: string }[],
): Promise<void> => {
  const file = join(data, autoConf)
  // The server's user may write there: no link is followed to a file that only Howdah may read.
  const before = await readOnlyNamed(file, longestConfig)
  if (!before) throw new Error(`${file} is no plain file of settings`)
  const names = new Set(settings.map(({ name }) => name.toLowerCase()))
  const kept = before
    .toString('utf8')
    .split('\n')
    .filter(line => !names.has(nameIn(line)))
  while (kept.at(-1) === '') kept.pop()
  const text = [...kept, ...settings.map(({ name, value }) => `${name} = ${quoted(value)}`), '']
  await writeWhole(data, autoConf, text.join('\n'))
}

/** In the folder of a server, as the server's user. */
export const writeWhole = async (data: string, name: string, text: string): Promise<void> => {
  const { uid, gid } = await stat(data)
  const owner = process.getuid?.() === 0 ? { uid, gid } : null
  await putFile(join(data, name), text, { mode: 0o600, owner, flush: true })
}

const nameIn = (line: string): string => /^\s*([\w.]+)\s*=/.exec(line)?.[1]?.toLowerCase() ?? ''

/** A back-slash begins an escape in a configuration file (manual 19.1.2). */
const quoted = (value: string): string =>
  `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** In bytes. */
const longestConfig = 1_024 ** 2
