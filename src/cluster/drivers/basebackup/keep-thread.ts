/** The thread that keeps archives: a turn for each message, in order. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { FromThread, ToThread } from '#cluster/drivers/basebackup/keep-archives'
import { takeSums } from '#cluster/facts/backup/sums'
import { type Encrypting, encrypting } from '#src/vault/encrypt'

const blocks = (workerData as readonly SharedArrayBuffer[]).map(block => Buffer.from(block))
const sums = takeSums()
let file: { readonly fd: number; readonly encrypted: Encrypting | undefined } | undefined

const answer = (message: FromThread) => parentPort?.postMessage(message)

const write = (fd: number, part: Buffer): void => {
  // A disk may take a beginning only.
  for (let done = 0; done < part.length; ) done += writeSync(fd, part, done)
}

const endFile = (): void => {
  if (!file) return
  for (const part of file.encrypted?.end() ?? []) write(file.fd, part)
  fsyncSync(file.fd)
  closeSync(file.fd)
  file = undefined
}

const take = (message: ToThread): void => {
  switch (message.kind) {
    case 'begin': {
      const { path, sealed } = message.as
      endFile()
      sums.begin(message.tablespace)
      file = {
        fd: openSync(path, 'wx', 0o600),
        encrypted: sealed ? encrypting(sealed.key, sealed.name) : undefined,
      }
      return
    }
    case 'block': {
      const content = blocks[message.block]?.subarray(0, message.bytes)
      if (!file || !content) throw new Error('a block came before a file')
      sums.push(content)
      for (const part of file.encrypted?.push(content) ?? [content]) write(file.fd, part)
      answer({ kind: 'free', block: message.block })
      return
    }
    case 'end':
      endFile()
      answer({ kind: 'ended', wrong: sums.against(message.manifest) })
  }
}

parentPort?.on('message', (message: ToThread) => {
  try {
    take(message)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    answer({ kind: 'failed', message: said, about: { ...(error as object) } })
    parentPort?.close()
  }
})
