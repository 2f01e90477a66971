/** Writes a file for its owner alone. Nothing is written over, and no part of a file is left that could pass for the whole. */
import { open, rm } from 'node:fs/promises'
import { Failure } from '#src/errors'

export const saveFile = async (path: string, parts: AsyncIterable<string>): Promise<void> => {
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw notWritten(path, error, 'Name a file that is not there yet.')
  })
  try {
    for await (const part of parts)
      await file.writeFile(part).catch((error: unknown) => {
        throw notWritten(path, error, 'Make room, or name a file elsewhere.')
      })
    await file.close()
  } catch (error) {
    await file.close().catch(() => {})
    await rm(path, { force: true })
    throw error
  }
}

const notWritten = (path: string, error: unknown, instead: string): Failure =>
  new Failure(
    'cli.save',
    `${path} cannot be written: ${error instanceof Error ? error.message : ''}`,
    instead,
    { cause: error },
  )
