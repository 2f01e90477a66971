/**
 * Reads an exported record and checks its chain. Imports none of Howdah's other files: an auditor reads this file and
 * `verify-cli.ts`, and needs only node.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

interface Entry {
  readonly seq: number
  readonly body: string
  readonly prev: string
  readonly hash: string
  /** Signs the end of the export; only the last entry has one. */
  readonly head: string | undefined
}

/** An error whose message is printed as the answer. */
export class Wrong extends Error {}

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
  const { seq, body, prev, hash, head } = jsonOf(line) ?? {}
  if (
    typeof seq !== 'number' ||
    typeof body !== 'string' ||
    typeof prev !== 'string' ||
    typeof hash !== 'string'
  )
    throw new Wrong(`Line ${place} is no entry of a record: this is not a file of audit export.`)
  return { seq, body, prev, hash, head: typeof head === 'string' ? head : undefined }
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

export const tampered = (what: string): Wrong => new Wrong(`The record was tampered with: ${what}`)

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

/** Names the entries up to `last` that two people had removed, and the hash of entry `last`. */
const tombstoneIn = ({ seq, body }: Entry) => {
  const { kind, actor, at, detail } = jsonOf(body) ?? {}
  const { last, hash, askedBy } = (detail ?? {}) as Record<string, unknown>
  if (kind !== 'record.pruned' || typeof last !== 'number' || last >= seq) return undefined
  const words = `removed, as ${String(askedBy)} asked and ${String(actor)} agreed on ${String(at).slice(0, 10)} (entry ${seq}).`
  return { last, hash: String(hash), words }
}

const upTo = (last: number, many = 'entries', one = 'entry') =>
  last === 1 ? `${one} 1` : `${many} 1 to ${last}`

/**
 * Checks the chain; gives the hash of each entry at its number, and the signature of the end. A chain that begins
 * later than with entry 1 holds only with the tombstone of the entries that are missing.
 */
export const readChain = async (path: string) => {
  const hashes: string[] = []
  let [prev, before, gone, lines] = [genesis, genesis, 0, 0]
  let end: string | undefined
  let tombstone: ReturnType<typeof tombstoneIn>
  for await (const line of linesOf(path)) {
    if (line === '') continue
    const entry = entryOf(line, lines + 1)
    if (lines === 0 && entry.seq > 1) {
      gone = entry.seq - 1
      before = entry.prev
      prev = before
    }
    lines += 1
    const seq = gone + lines
    if (entry.seq !== seq) throw tampered(`entry ${seq} is missing.`)
    if (entry.prev !== prev) throw tampered(`entry ${seq} does not follow the one before it.`)
    if (hashOf(prev, entry.body) !== entry.hash || !says(entry.body, seq))
      throw tampered(`entry ${seq} was altered${named(entry.body)}.`)
    prev = entry.hash
    end = entry.head
    hashes[seq - 1] = prev
    const found = tombstoneIn(entry)
    if (gone > 0 && found !== undefined && found.last >= gone) tombstone = found
  }
  if (gone > 0 && tombstone === undefined)
    throw tampered(
      `${upTo(gone)} ${gone === 1 ? 'is' : 'are'} missing, and no entry says that two people had them removed.`,
    )
  if (gone > 0) hashes[gone - 1] = before
  if (tombstone !== undefined && hashes[tombstone.last - 1] !== tombstone.hash)
    throw tampered(`entry ${gone + 1} does not follow the last one that was removed.`)
  const were = `${upTo(gone, 'Entries', 'Entry')} ${gone === 1 ? 'was' : 'were'}`
  return {
    hashes,
    end,
    lines,
    removed: tombstone === undefined ? '' : ` ${were} ${tombstone.words}`,
  }
}
