import { lstat } from 'node:fs/promises'
import { Failure } from '#src/errors'

/**
 * As root, tools run as the owner of the configuration: the server could not read files that root writes, and whoever writes the
 * configuration names programs there. No link is followed: it could lead to a file of another user for a moment.
 */
export const ownerOf = async (config: string): Promise<{ uid?: number; gid?: number }> => {
  if (process.getuid?.() !== 0) return {}
  const found = await lstat(config).catch(() => null)
  if (found?.isFile() !== true)
    throw new Failure(
      'tool.no-config',
      `Howdah runs as root, and ${config} is no plain file whose owner could run pgBackRest.`,
      'Put the configuration there, or name the file itself in `backup.pgbackrest.config`.',
    )
  if (found.uid === 0)
    throw new Failure(
      'tool.as-root',
      `Howdah runs as root, and so does whoever owns ${config}: pgBackRest would write files that the server cannot read.`,
      'Give the file to the user who runs pgBackRest for the server.',
    )
  return { uid: found.uid, gid: found.gid }
}
