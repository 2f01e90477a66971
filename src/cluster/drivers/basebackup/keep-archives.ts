/**
 * Keeps the archives of a base backup in a thread: sums, encryption and writing beside the receiving. What arrives is copied
 * into a few blocks that go to the thread and come back, so a backup takes the same memory however large the server is.
 * The blocks are not shared: V8 copies into shared memory byte by byte, ten times as slow.
 */
import { Worker } from 'node:worker_threads'
import type { BackupManifest } from '#cluster/facts/backup/manifest'
import type { FileKey } from '#model/cluster'

export interface KeptArchives {
  /** Begins the archive of a tablespace, by oid, or null for the data folder's own; the archive before is complete. */
  begin(tablespace: string | null, as: KeptAs): void
  /** Copies `part`; resolves when more may come. */
  write(part: Buffer): Promise<void> | undefined
  /** Resolves when all is on disk, with the files that are not as the manifest says, in sentences. */
  end(manifest: BackupManifest): Promise<readonly string[]>
  /** Ends the thread, and closes the files as they are. */
  abandon(): Promise<void>
}

export interface KeptAs {
  readonly path: string
  /** Encrypts the file under the name. */
  readonly sealed: { readonly key: FileKey; readonly name: string } | null
}

export type ToThread =
  | { readonly kind: 'begin'; readonly tablespace: string | null; readonly as: KeptAs }
  | { readonly kind: 'block'; readonly block: ArrayBuffer; readonly bytes: number }
  | { readonly kind: 'end'; readonly manifest: BackupManifest }

export type FromThread =
  | { readonly kind: 'free'; readonly block: ArrayBuffer }
  | { readonly kind: 'ended'; readonly wrong: readonly string[] }
  /** `about` has what the system says of an error of a file: code, call, path. */
  | { readonly kind: 'failed'; readonly message: string; readonly about: object }

const blockBytes = 1_024 ** 2
const blocksInAll = 8
/** Room for what still comes once the sender has to wait. */
const spare = 2

export const keepArchives = (): KeptArchives => {
  const worker = new Worker(new URL('keep-thread.ts', import.meta.url), { execArgv: [] })
  const newBlock = () => Buffer.from(new ArrayBuffer(blockBytes))
  const free = Array.from({ length: blocksInAll - 1 }, newBlock)
  let block = newBlock()
  let filled = 0
  const heard = Promise.withResolvers<readonly string[]>()
  // Whoever waits next hears the error.
  heard.promise.catch(() => {})
  let room: PromiseWithResolvers<void> | undefined
  let failed: Error | undefined
  const fail = (error: Error): void => {
    failed ??= error
    heard.reject(error)
    room?.reject(error)
  }
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the thread that keeps archives ended')))
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'ended') heard.resolve(message.wrong)
    if (message.kind === 'failed') fail(Object.assign(new Error(message.message), message.about))
    if (message.kind !== 'free') return
    free.push(Buffer.from(message.block))
    if (free.length <= spare) return
    room?.resolve()
    room = undefined
  })
  const post = (message: ToThread, given: readonly ArrayBuffer[] = []) =>
    worker.postMessage(message, given)
  const flush = (): void => {
    if (filled === 0) return
    post({ kind: 'block', block: block.buffer, bytes: filled }, [block.buffer])
    const next = free.pop()
    if (next === undefined) throw new Error('more came than was asked for')
    block = next
    filled = 0
  }
  return {
    begin(tablespace, as) {
      flush()
      post({ kind: 'begin', tablespace, as })
    },
    write(part) {
      if (failed) throw failed
      for (let at = 0; at < part.length; ) {
        if (filled === blockBytes) flush()
        const copied = part.copy(block, filled, at)
        filled += copied
        at += copied
      }
      if (free.length > spare) return undefined
      room ??= Promise.withResolvers<void>()
      return room.promise
    },
    async end(manifest) {
      flush()
      post({ kind: 'end', manifest })
      const wrong = await heard.promise
      await worker.terminate()
      return wrong
    },
    async abandon() {
      await worker.terminate()
    },
  }
}
