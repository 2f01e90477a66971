#!/usr/bin/env node
/**
 * Checks an exported record against its chain, the anchors outside, and a public key of Howdah. An auditor of Howdah
 * reads this file and `verify-chain.ts` beside it, and needs only node.
 *
 *   node verify-cli.ts [--key <name:key, or a file of such lines>] [howdah-record.jsonl] [anchors.txt …]
 *
 * The exit code is 0 when everything given holds, and 1 when something does not hold or cannot be read.
 */
import { createPublicKey, type KeyObject, verify as verifies } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { readChain, tampered, Wrong } from './verify-chain.ts'

interface Anchor {
  readonly seq: number
  readonly hash: string
  readonly signature: string | undefined
  /** `anchors.txt, line 3` */
  readonly where: string
}

/** Public keys by name; empty when nothing is to be checked by a key. */
type Keys = ReadonlyMap<string, KeyObject>

const anchorWords = String.raw`\b(\d+) ([0-9a-f]{64})\b(?: \d{4}-\d\d-\d\dT\S+)?(?: ([a-z0-9-]{1,20}\.[\w-]+))?`

/** Reads lines `seq hash …` of the anchor file, or of text copied out of the audit channel. */
const readAnchors = (path: string): readonly Anchor[] => {
  const lines = readFileSync(path, 'utf8').split('\n')
  const anchors = lines.flatMap((line, index) =>
    [...line.matchAll(new RegExp(anchorWords, 'g'))].map(([, seq, hash, signature]) => ({
      seq: Number(seq),
      hash: hash ?? '',
      signature,
      where: `${path}, line ${index + 1}`,
    })),
  )
  if (anchors.length === 0)
    throw new Wrong(`${path} holds no anchor: lines of a number and a hash.`)
  return anchors
}

const keyWords = /^([a-z0-9-]{1,20}):([\w-]{43})=?$/

/** Reads `name:key`, as `howdah audit keys` prints it, or a file of such lines. */
const readKeys = (given: string): readonly (readonly [string, KeyObject])[] =>
  (keyWords.test(given) ? given : readFileSync(given, 'utf8'))
    .split(/\s+/)
    .filter(Boolean)
    .map(word => {
      const [, name = '', x = ''] = keyWords.exec(word) ?? []
      if (x === '') throw new Wrong('A public key is name:key, as howdah audit keys prints it.')
      return [name, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })]
    })

const checkSignature = (
  keys: Keys,
  what: string,
  { seq, hash }: Pick<Anchor, 'seq' | 'hash'>,
  signature: string,
): void => {
  const [name = '', code = ''] = signature.split('.')
  const key = keys.get(name)
  if (key === undefined)
    throw new Wrong(
      `${what} is signed by key ${name}, and that key was not given: ${[...keys.keys()].join(', ')} was. Say --key once for each key that Howdah had.`,
    )
  const text = Buffer.from(`howdah-head-v1\n${seq} ${hash}\n`)
  if (!verifies(null, text, key, Buffer.from(code, 'base64url')))
    throw new Wrong(
      `${what} does not fit its signature: it was edited, or another key named ${name} signed it.`,
    )
}

/** Gives those that count. Lines before the first signed one may be of a build that signed nothing. */
const checkSigned = (anchors: readonly Anchor[], keys: Keys): readonly Anchor[] => {
  const first = anchors.findIndex(({ signature }) => signature !== undefined)
  const [one] = anchors
  if (one !== undefined && first < 0)
    throw new Wrong(
      `No anchor is signed (${one.where} and on): the key says nothing about them, and anybody may have written them.`,
    )
  const counting = anchors.slice(Math.max(first, 0))
  for (const { signature, where, ...head } of counting) {
    if (signature === undefined)
      throw new Wrong(`${where} has no signature: nobody who has the key wrote it.`)
    checkSignature(keys, where, head, signature)
  }
  return counting
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

const checkEnd = (hashes: readonly string[], end: string | undefined, keys: Keys): void => {
  const seq = hashes.length
  if (end === undefined)
    throw new Wrong(
      `Nothing signs the end of the export, entry ${seq}: it was cut off there, or a build that signs no exports made it, or the record did not hold when it was exported.`,
    )
  checkSignature(
    keys,
    `The end of the export, entry ${seq},`,
    { seq, hash: hashes[seq - 1] ?? '' },
    end,
  )
}

/** Two heads of one entry are of two records. */
const checkOneRecord = (anchors: readonly Anchor[]): void => {
  const known = new Map<number, Anchor>()
  for (const one of anchors) {
    const other = known.get(one.seq) ?? one
    if (other.hash !== one.hash)
      throw new Wrong(
        `${other.where} and ${one.where} differ about entry ${one.seq}: they are of two records, or the record was rewritten between them.`,
      )
    known.set(one.seq, one)
  }
}

const counted = (entries: number, one = 'entry', many = 'entries'): string =>
  `${entries.toLocaleString('en')} ${entries === 1 ? one : many}`

const usage =
  'Say: audit verify [--key <name:key or file>] <export.jsonl> [anchors.txt …], or only anchors with --key.'

/** An export begins with a brace; anything that is neither is read as an export, which says so. */
const kindOf = (path: string): 'export' | 'anchors' | 'neither' => {
  const file = openSync(path, 'r')
  const bytes = Buffer.alloc(65_536)
  const text = bytes.toString('utf8', 0, readSync(file, bytes)).trimStart()
  closeSync(file)
  if (text.startsWith('{')) return 'export'
  return new RegExp(anchorWords).test(text) ? 'anchors' : 'neither'
}

const readArguments = (words: readonly string[]) => {
  const isKey = (place: number) => words[place - 1] === '--key'
  const keys = new Map(words.flatMap((word, place) => (isKey(place) ? readKeys(word) : [])))
  const files = words.filter((word, place) => word !== '--key' && !isKey(place))
  if (files.length === 0 || files.some(one => one.startsWith('--')) || words.at(-1) === '--key')
    throw new Wrong(usage)
  const kinds = files.map(kindOf)
  const records = files.filter((_, place) => kinds[place] === 'export')
  const [record = files.find((_, place) => kinds[place] === 'neither'), another] = records
  if (another !== undefined) throw new Wrong(`${another} is a second export: give one at a time.`)
  return { keys, record, outside: files.filter(one => one !== record) }
}

const verify = async (words: readonly string[]): Promise<string> => {
  const { keys, record, outside } = readArguments(words)
  const given = outside.flatMap(readAnchors)
  const anchors = keys.size === 0 ? given : checkSigned(given, keys)
  const signed = keys.size === 0 ? '' : ` Signed by key ${[...keys.keys()].join(' or ')}.`
  if (record === undefined) {
    if (keys.size === 0)
      throw new Wrong('Anchors alone are checked by a key: say --key, or give an export too.')
    checkOneRecord(anchors)
    return `The anchors hold: ${counted(anchors.length, 'anchor', 'anchors')}, up to entry ${newestOf(anchors)}.${signed} Without an export nobody can tell whether the record is as they say.`
  }
  const { hashes, end, lines, removed } = await readChain(record)
  checkAnchors(hashes, anchors)
  if (lines === 0) throw new Wrong(`${record} holds no entry.`)
  if (keys.size > 0) checkEnd(hashes, end, keys)
  if (anchors.length > 0)
    return `The record holds: ${counted(lines)}, anchored outside up to entry ${newestOf(anchors)}.${signed}${removed}`
  return keys.size > 0
    ? `The record holds up to the end of the export: ${counted(lines)}.${signed}${removed} Without anchors nobody can tell whether it went on.`
    : `The chain holds: ${counted(lines)}.${removed} Without anchors nobody can tell whether its end was cut off or the whole of it was written anew.`
}

const troubles: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  EACCES: 'your login may not read it',
  EISDIR: 'it is a folder',
}

/** Turns an error into a sentence; a file that cannot be read gets a sentence too. */
const inWords = (error: unknown): string => {
  if (error instanceof Wrong) return error.message
  if (error instanceof Error && 'code' in error) {
    const path = 'path' in error ? String(error.path) : 'One of the files'
    return `${path} cannot be read: ${troubles[String(error.code)] ?? error.message}. ${usage}`
  }
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
