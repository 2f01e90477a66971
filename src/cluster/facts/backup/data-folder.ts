/** Whether a folder lies in the data folder of a server. */
import { access, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The data folder of a server that `folder` lies in, also behind a link; null for none. */
export const dataFolderAbove = async (folder: string): Promise<string | null> =>
  upFrom(await realpath(folder).catch(() => folder))

const upFrom = async (path: string): Promise<string | null> => {
  const found = await access(join(path, 'PG_VERSION')).then(
    () => true,
    () => false,
  )
  if (found) return path
  return path === dirname(path) ? null : upFrom(dirname(path))
}
