/** Data folders that servers begin with: made once for a whole run, because initdb takes ten times as long as a copy. */
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { major } from '#test/support/majors'
import { markName } from '#test/support/run/leftovers'

/** Just made by initdb; or with the control database and its two roles beside that. */
export type Template = 'empty' | 'control'

/** Known to all servers begun from a copy. */
export const password = 'postgres'

/** The folder of this run's templates, of one major. */
export const templates = (of: number | string = major): string =>
  join(tmpdir(), `howdah-templates-${process.env[markName] ?? ''}-${of}`)

/** With owners and modes. Node's own `cp` keeps no owners, and takes ten times as long. */
export const copyFolder = async (from: string, to: string): Promise<void> => {
  await promisify(execFile)('cp', ['-a', `${from}/.`, to])
}

export const folderOf = (template: Template): string => join(templates(), template)

/** For `fill` of a server. */
export const fillFrom =
  (template: Template) =>
  (dataDir: string): Promise<void> =>
    copyFolder(join(folderOf(template), 'data'), dataDir)
