import { stat } from 'node:fs/promises'

/** As root, tools run as the owner of the configuration: the server could not read files that root writes. */
export const ownerOf = async (config: string): Promise<{ uid?: number; gid?: number }> => {
  if (process.getuid?.() !== 0) return {}
  const found = await stat(config).catch(() => null)
  return found === null ? {} : { uid: found.uid, gid: found.gid }
}
