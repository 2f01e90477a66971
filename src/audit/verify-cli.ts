#!/usr/bin/env node
/**
 * Checks an exported record against its chain and the anchors outside. This file stands alone: an auditor
 * of Howdah reads this file and needs only node.
 *
 *   node verify-cli.ts howdah-record.jsonl [anchors.txt …]
 *
 * The exit code is 0 when the record holds, and 1 when the record does not hold or cannot be read.
 */
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'

interface Entry {
  readonly seq: number
  readonly body: string
  readonly prev: string
  readonly hash: string
}

interface Anchor {
  readonly seq: number
  readonly hash: string
}

/** An error whose message is printed as the answer. */
class Wrong extends Error {}

const genesis = '0'.repeat(64)

/** Hashes a domain name, the previous hash and the entry's own bytes with SHA-256. */
const hashOf = (prev: string, body: string): string =>
  createHash('sha256').update(`howdah-audit-v1\n${prev}\n${body}`).digest('hex')

/**
 * Canonical JSON: keys sorted by code unit, no spaces. A body in any other form was not written by
 * Howdah.
 */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`)
  return `{${members.join(',')}}`
}

const jsonOf = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}

const entryOf = (line: string, place: number): Entry => {
  const { seq, body, prev, hash } = jsonOf(line) ?? {}
  if (
    typeof seq !== 'number' ||
    typeof body !== 'string' ||
    typeof prev !== 'string' ||
    typeof hash !== 'string'
  )
    throw new Wrong(`Line ${place} is no entry of a record: this is not a file of audit export.`)
  return { seq, body, prev, hash }
}

const says = (body: string, seq: number): boolean => {
  const said = jsonOf(body)
  return said !== undefined && said['seq'] === seq && canonical(said) === body
}

/** The altered entry's kind, actor and time, without control characters that a terminal would obey. */
const named = (body: string): string => {
  const said = jsonOf(body)
  if (!said) return ''
  const text = `${String(said['kind'])} by ${String(said['actor'])} at ${String(said['at'])}`
  return ` (it now says: ${text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 200)})`
}

const tampered = (what: string): Wrong => new Wrong(`The record was tampered with: ${what}`)

/**
 * Splits at line feeds only: node's own reader also breaks at U+2028, a character that people may have
 * typed.
 */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = `${rest}${String(chunk)}`.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  yield rest
}

/** Checks the chain and returns the hash of each entry, so that the anchors can be compared. */
const readChain = async (path: string): Promise<readonly string[]> => {
  const hashes: string[] = []
  let prev = genesis
  for await (const line of linesOf(path)) {
    if (line === '') continue
    const entry = entryOf(line, hashes.length + 1)
    const seq = hashes.length + 1
    if (entry.seq !== seq) throw tampered(`entry ${seq} is missing.`)
    if (entry.prev !== prev) throw tampered(`entry ${seq} does not follow the one before it.`)
    if (hashOf(prev, entry.body) !== entry.hash || !says(entry.body, seq))
      throw tampered(`entry ${seq} was altered${named(entry.body)}.`)
    prev = entry.hash
    hashes.push(prev)
  }
  return hashes
}

/** Reads lines `seq hash …` of the anchor file, or of text copied out of the audit channel. */
const readAnchors = (path: string): readonly Anchor[] => {
  const text = readFileSync(path, 'utf8')
  const anchors = [...text.matchAll(/\b(\d+) ([0-9a-f]{64})\b/g)].map(([, seq, hash]) => ({
    seq: Number(seq),
    hash: hash ?? '',
  }))
  if (anchors.length === 0)
    throw new Wrong(`${path} holds no anchor: lines of a number and a hash.`)
  return anchors
}

const newestOf = (anchors: readonly Anchor[]): number =>
  anchors.reduce((most, { seq }) => Math.max(most, seq), 0)

const checkAnchors = (hashes: readonly string[], anchors: readonly Anchor[]): void => {
  for (const { seq, hash } of anchors) {
    if ((hashes[seq - 1] ?? hash) !== hash)
      throw tampered(
        `entry ${seq} or one before it was rewritten: its anchor outside says otherwise. A restore that was written on since looks the same.`,
      )
  }
  const newest = newestOf(anchors)
  if (hashes.length < newest)
    throw new Wrong(
      `The record ends at entry ${hashes.length}, and entry ${newest} was anchored outside. It was restored from an older state, or its end was removed.`,
    )
}

const counted = (entries: number): string =>
  `${entries.toLocaleString('en')} ${entries === 1 ? 'entry' : 'entries'}`

const verify = async ([record, ...outside]: readonly string[]): Promise<string> => {
  if (record === undefined) throw new Wrong('Say: audit verify <export.jsonl> [anchors.txt …]')
  const anchors = outside.flatMap(readAnchors)
  const hashes = await readChain(record)
  checkAnchors(hashes, anchors)
  if (hashes.length === 0) throw new Wrong(`${record} holds no entry.`)
  if (anchors.length === 0)
    return `The chain holds: ${counted(hashes.length)}. Without anchors nobody can tell whether its end was cut off or the whole of it was written anew.`
  return `The record holds: ${counted(hashes.length)}, anchored outside up to entry ${newestOf(anchors)}.`
}

/** Turns an error into a sentence; a file that cannot be read gets a sentence too. */
const inWords = (error: unknown): string => {
  if (error instanceof Wrong) return error.message
  if (error instanceof Error && 'code' in error) return `It cannot be read: ${error.message}`
  throw error
}

const nothing = (): void => {}
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    // Whoever read this has left. Node ignores SIGPIPE until a listener has come and gone.
    process.on('SIGPIPE', nothing)
    process.off('SIGPIPE', nothing)
    process.kill(process.pid, 'SIGPIPE')
  })

try {
  process.stdout.write(`${await verify(process.argv.slice(2))}\n`)
} catch (error) {
  process.stderr.write(`${inWords(error)}\n`)
  process.exitCode = 1
}
