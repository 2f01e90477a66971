/** Writes a file for its owner alone. Nothing is written over, and no part of a file is left that could pass for the whole. */
import { open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure, fileTrouble, hasCode } from '#src/errors'

export const saveFile = async (path: string, parts: AsyncIterable<string>): Promise<void> => {
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw notWritten(path, error)
  })
  try {
    for await (const part of parts)
      await file.writeFile(part).catch((error: unknown) => {
        throw notWritten(path, error)
      })
    await file.close()
  } catch (error) {
    await file.close().catch(() => {})
    await rm(path, { force: true })
    throw error
  }
}

const notWritten = (path: string, error: unknown): Failure => {
  // A file that is to be made is never what is missing.
  const what = hasCode(error, 'ENOENT', 'ENOTDIR') ? `its folder ${dirname(path)}` : 'it'
  const said = error instanceof Error ? error.message : ''
  return new Failure(
    'cli.save',
    `${path} cannot be written: ${what} ${fileTrouble(error) ?? `gave an error (${said})`}.`,
    hasCode(error, 'EEXIST')
      ? 'Name a file that is not there yet.'
      : 'Name a file in a folder that is there, has room and is yours to write to.',
    { cause: error },
  )
}
