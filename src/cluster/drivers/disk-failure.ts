/** Trouble of a disk, in words. */
import { Failure, fileTrouble } from '#src/errors'

/** Undefined for an error that is not of a file; `then` is what became of the work. */
export const diskFailure = (
  error: unknown,
  code: string,
  where: string,
  then: string,
): Failure | undefined => {
  if (!(error instanceof Error) || !('code' in error && 'syscall' in error)) return undefined
  if (error.syscall === 'connect') return undefined
  const known = fileTrouble(error)
  // A write tells no path, and neither does a socket.
  if (known === undefined && !('path' in error)) return undefined
  return new Failure(
    code,
    `${where} ${known ?? `gave an error (${String(error.code)})`}, so ${then}.`,
    'Make room or set its rights, then plan again.',
    { cause: error },
  )
}

/** The state of the folder is not known: the next look tells. */
export const outOfReach = (folder: string, cause: unknown): Failure =>
  new Failure(
    'backup.out-of-reach',
    `${folder} cannot be read (${cause instanceof Error ? cause.message : String(cause)}).`,
    'Howdah looks again as soon as it can be read; mount it, or set its rights.',
    { cause, unknown: true },
  )
