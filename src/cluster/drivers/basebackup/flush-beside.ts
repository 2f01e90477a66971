/**
 * Brings a file to the disk while more of it is written. Brought there at the end alone, a backup comes in one burst that takes
 * as long as the disk needs for all of it, and the commits of a server on the same disk wait for the burst.
 */
import { fdatasync, fsync } from 'node:fs'
import { promisify } from 'node:util'

export interface FlushBeside {
  /** Counts bytes as written; resolves when more may be. Throws what the disk said of earlier ones. */
  written(bytes: number): Promise<void>
  /** Resolves once all is on disk. */
  end(): Promise<void>
}

const flushBytes = 8 * 1_024 ** 2

const [flushContent, flushAll] = [promisify(fdatasync), promisify(fsync)]

export const flushBeside = (fd: number): FlushBeside => {
  let waiting = 0
  let flushing = Promise.resolve()
  return {
    async written(bytes) {
      waiting += bytes
      if (waiting < flushBytes) return
      waiting = 0
      // Linux tells an error of the disk once: the next flush would succeed.
      await flushing
      flushing = flushContent(fd)
      flushing.catch(() => {})
    },
    async end() {
      await flushing
      await flushAll(fd)
    },
  }
}
