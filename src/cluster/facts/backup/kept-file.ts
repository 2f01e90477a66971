/** Files of a repository, encrypted or not. Who reads one gets the content, in parts of at most a megabyte. */
import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { openPlain } from '#cluster/facts/backup/plain-file'
import type { FileKey } from '#model/cluster'
import { Failure } from '#src/errors'
import { decrypting } from '#src/vault/decrypt'
import {
  chunkBytes,
  contentBytes,
  headerBytes,
  isHeader,
  keyFor,
  keyIdIn,
  tagBytes,
} from '#src/vault/format'

export interface KeptFile {
  /** Of the content. */
  readonly bytes: number
  /** The name of the key; null for a file that is not encrypted. */
  readonly key: string | null
  /** Valid until the next part is asked for. Throws a Failure `isAltered` for content that is not as it was encrypted. */
  parts(): AsyncGenerator<Buffer, void>
  close(): Promise<void>
}

export interface WantedFile {
  /** What the file is and where, as it was encrypted. */
  readonly name: string
  readonly keys: readonly FileKey[]
  /** The key that has encrypted it, as signed words say; left out where the file alone tells. */
  readonly key?: string | undefined
}

/**
 * Undefined where there is no plain file. Throws a Failure that `isLocked` without the key, and one that `isAltered` for a
 * file that no key has encrypted so. The caller closes the file.
 */
export const openKept = async (path: string, wanted: WantedFile): Promise<KeptFile | undefined> => {
  if (wanted.key !== undefined && !wanted.keys.some(({ name }) => name === wanted.key))
    throw locked(path, wanted.key)
  const opened = await openPlain(path)
  if (!opened) return undefined
  try {
    return await keptIn(path, opened, wanted)
  } catch (error) {
    await opened.handle.close().catch(() => {})
    throw error
  }
}

const keptIn = async (
  path: string,
  { handle, bytes }: { readonly handle: FileHandle; readonly bytes: number },
  wanted: WantedFile,
): Promise<KeptFile> => {
  const close = () => handle.close().catch(() => {})
  const header = Buffer.alloc(headerBytes)
  const { bytesRead } = await handle.read(header, 0, headerBytes, 0)
  if (bytesRead < headerBytes || !isHeader(header)) {
    if (wanted.key !== undefined) throw altered(path, 'it is not encrypted any more')
    return { bytes, key: null, parts: () => partsOf(handle, 0, bytes, partBytes), close }
  }
  const key = keyFor(header, wanted.keys)
  if (wanted.key !== undefined && key?.name !== wanted.key)
    throw altered(path, 'its header is another one')
  if (!key) throw locked(path, keyIdIn(header))
  const content = contentBytes(bytes)
  if (content === undefined) throw altered(path, 'it is cut off')
  const open = decrypting(key, header, wanted.name)
  return {
    bytes: content,
    key: key.name,
    close,
    async *parts() {
      let left = bytes - headerBytes
      for await (const chunk of partsOf(handle, headerBytes, bytes, chunkBytes + tagBytes)) {
        left -= chunk.length
        const plain = open(chunk, left === 0)
        if (!plain) throw altered(path, 'it was changed, or is damaged')
        yield plain
      }
      if (left > 0) throw altered(path, 'it is cut off')
    },
  }
}

/** By the first bytes alone; null where there is no plain file. */
export const isEncrypted = async (path: string): Promise<boolean | null> => {
  const opened = await openPlain(path)
  if (!opened) return null
  try {
    const header = Buffer.alloc(headerBytes)
    await opened.handle.read(header, 0, headerBytes, 0)
    return isHeader(header)
  } catch {
    return null
  } finally {
    await opened.handle.close()
  }
}

/** What is read at once: with a turn of the thread pool for each chunk the turns would take longer than the reading. */
const partBytes = 4 * chunkBytes

/** Reads ahead. A file that was cut off meanwhile ends early. */
async function* partsOf(
  handle: FileHandle,
  from: number,
  to: number,
  size: number,
): AsyncGenerator<Buffer, void> {
  const whole = size * Math.max(1, Math.floor(partBytes / size))
  const room = Math.max(0, Math.min(whole, to - from))
  const buffers = [Buffer.alloc(room), Buffer.alloc(room)] as const
  const read = (turn: number) => {
    const at = from + turn * whole
    const wanted = Math.min(whole, to - at)
    const buffer = turn % 2 === 0 ? buffers[0] : buffers[1]
    return wanted <= 0
      ? undefined
      : handle.read(buffer, 0, wanted, at).then(({ bytesRead }) => buffer.subarray(0, bytesRead))
  }
  let next = read(0)
  for (let turn = 1; next; turn += 1) {
    const current = await next
    next = read(turn)
    // Heard once it is waited for, and never unheard.
    next?.catch(() => {})
    if (current.length === 0) return
    for (let at = 0; at < current.length; at += size) yield current.subarray(at, at + size)
  }
}

/** Gives the content; null where there is no plain file with at most so many bytes of content. Throws as `openKept` does. */
export const readKept = async (
  path: string,
  most: number,
  wanted: WantedFile,
): Promise<Buffer | null> => {
  const kept = await openKept(path, wanted)
  if (!kept) return null
  try {
    if (kept.bytes > most) return null
    const parts: Buffer[] = []
    for await (const part of kept.parts()) parts.push(Buffer.from(part))
    return Buffer.concat(parts)
  } finally {
    await kept.close()
  }
}

const locked = (path: string, key: string): Failure =>
  new Failure(
    'backup.locked',
    `${basename(path)} is encrypted with the key ${key}, which the inventory does not give.`,
    'Give that key too under `backup.key` of the cluster; nothing else opens the file.',
  )

/** The file may be whole: the key to it is not there. */
export const isLocked = (error: unknown): error is Failure =>
  error instanceof Failure && error.code === 'backup.locked'

const altered = (path: string, what: string): Failure =>
  new Failure(
    'backup.altered',
    `${basename(path)} does not decrypt: ${what}.`,
    'Take a new backup, and look at the disk of the repository.',
  )

/** The key is there, and the file is not as it was encrypted. */
export const isAltered = (error: unknown): error is Failure =>
  error instanceof Failure && error.code === 'backup.altered'

/** For `catch`: gives the Failure of a file that is not as it was encrypted, and throws any other error. */
export const unaltered = (error: unknown): Failure => {
  if (isAltered(error)) return error
  throw error
}

/** The words of such a Failure behind the name of the file. */
export const faultOf = ({ message }: Failure): string => message.replace(/^\S+ (.*)\.$/, 'it $1')
