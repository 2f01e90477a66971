/**
 * Holds a folder for a single process at a time, in the same way on every system: the holder listens on
 * loopback and answers with a word that only the holder's file contains.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { keepFile } from '#local/keep-file'
import { Failure } from '#src/errors'

interface Holder {
  readonly pid: number
  readonly port: number
  readonly word: string
}

/** A holder that was stopped with Ctrl-Z accepts the connection and stays silent. */
const patienceMs = 2_000

/** Resolves to the release function; rejects while another process holds the folder, with the address of its page. */
export const hold = async (
  file: string,
  page: () => string | null = () => null,
): Promise<() => void> => {
  const holder = await holderOf(file)
  if (holder !== null)
    throw new Failure(
      'local.running',
      `Local mode runs already, as process ${holder}.`,
      `Open ${page() ?? 'its page'}, or stop it with Ctrl-C first.`,
    )
  const word = randomBytes(16).toString('hex')
  const server = createServer(socket => socket.on('error', () => {}).end(word))
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  keepFile(file, JSON.stringify({ pid: process.pid, port, word } satisfies Holder))
  return () => {
    server.close()
    rmSync(file, { force: true })
  }
}

/** The process that holds the folder; null when there is none, however the last holder ended. */
const holderOf = async (file: string): Promise<number | null> => {
  const holder = read(file)
  if (holder === null) return null
  const said = await answerOf(holder.port)
  const answers = said === 'silence' ? lives(holder.pid) : said === holder.word
  return answers ? holder.pid : null
}

const read = (file: string): Holder | null => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    // The folder has had no holder yet.
    return null
  }
}

const answerOf = async (port: number): Promise<string> => {
  const socket = connect(port, '127.0.0.1')
  const answer = text(socket).catch(() => '')
  const said = await Promise.race([answer, sleep(patienceMs, 'silence', { ref: false })])
  socket.destroy()
  return said
}

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
