/** The thread that keeps archives: a turn for each message, in order. */
import { on } from 'node:events'
import { closeSync, openSync, writeSync, writevSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { type FlushBeside, flushBeside } from '#cluster/drivers/basebackup/flush-beside'
import type { FromThread, ToThread } from '#cluster/drivers/basebackup/keep-archives'
import { takeSums } from '#cluster/facts/backup/sums'
import { type Encrypting, encrypting } from '#src/vault/encrypt'

interface OpenArchive {
  readonly fd: number
  readonly encrypted: Encrypting | undefined
  readonly disk: FlushBeside
}

const sums = takeSums()
let file: OpenArchive | undefined

const write = (fd: number, parts: readonly Buffer[]): void => {
  // A disk may take a beginning only.
  let taken = writevSync(fd, parts)
  for (const part of parts) {
    let done = Math.min(taken, part.length)
    taken -= done
    while (done < part.length) done += writeSync(fd, part, done)
  }
}

const endFile = async (): Promise<void> => {
  if (!file) return
  if (file.encrypted) write(file.fd, file.encrypted.end())
  await file.disk.end()
  closeSync(file.fd)
  file = undefined
}

const take = async (message: ToThread): Promise<void> => {
  switch (message.kind) {
    case 'begin': {
      const { path, sealed } = message.as
      await endFile()
      sums.begin(message.tablespace)
      const fd = openSync(path, 'wx', 0o600)
      const encrypted = sealed ? encrypting(sealed.key, sealed.name) : undefined
      file = { fd, encrypted, disk: flushBeside(fd) }
      return
    }
    case 'block': {
      const content = Buffer.from(message.block, 0, message.bytes)
      if (!file) throw new Error('a block came before a file')
      sums.push(content)
      write(file.fd, file.encrypted?.push(content) ?? [content])
      answer({ kind: 'free', block: message.block }, [message.block])
      await file.disk.written(message.bytes)
      return
    }
    case 'end':
      await endFile()
      answer({ kind: 'ended', wrong: sums.against(message.manifest) })
  }
}

const answer = (message: FromThread, given: readonly ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, given)

const hear = async (port: NonNullable<typeof parentPort>): Promise<void> => {
  try {
    for await (const [message] of on(port, 'message')) await take(message as ToThread)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    answer({ kind: 'failed', message: said, about: { ...(error as object) } })
    port.close()
  }
}

if (parentPort) await hear(parentPort)
