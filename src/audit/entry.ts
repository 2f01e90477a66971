/** An entry of the record and its place in the chain. */
import { hash } from 'node:crypto'
import type { RowSigner } from '#signing/rows'
import { canonicalJson } from '#text/canonical-json'

export interface EntryContent {
  readonly actor: string
  readonly subject: Readonly<Record<string, unknown>>
  readonly detail: Readonly<Record<string, unknown>>
}

export interface Entry extends EntryContent {
  readonly v: 1
  readonly seq: number
  /** The database's clock, ISO 8601 in UTC. */
  readonly at: string
  readonly kind: string
}

export interface ChainedEntry {
  readonly seq: number
  readonly body: string
  readonly prev: string
  readonly hash: string
  /** By a key that is not in the database; null for an entry from before entries were signed. */
  readonly signature: string | null
}

/** Hashes a domain name, the previous hash and the entry's own bytes with SHA-256. */
export const hashOf = (prev: string, body: string): string =>
  hash('sha256', `howdah-audit-v1\n${prev}\n${body}`)

export const chained = (entry: Entry, prev: string, signer: RowSigner): ChainedEntry => {
  const body = canonicalJson(redacted(entry))
  const link = { body, prev, hash: hashOf(prev, body) }
  return { seq: entry.seq, ...link, signature: signer.sign('audit', { hash: link.hash }) }
}

const secretKey = /pass(word|wd)?$|secret|token$|api_?key|credential|authorization/i

/** Leaves out strings under secret-sounding keys. A fencing token is a number and stays. */
const redacted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(redacted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      secretKey.test(key) && typeof member === 'string' ? '[redacted]' : redacted(member),
    ]),
  )
}
