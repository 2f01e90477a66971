/**
 * Signatures of rows: HMAC-SHA-256 over the kind of row, a random number and the row in canonical JSON.
 * Rows by anybody else with the control database's login do not count.
 */
import {
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import type { SigningKey } from '#model/configuration'
import type { Genuineness } from '#model/record/genuineness'
import { derived } from '#signing/keys'
import { sealed, unsealed } from '#signing/sealed'
import { Failure } from '#src/errors'
import { canonicalJson } from '#text/canonical-json'

export type RowKind =
  | 'plan'
  | 'approval'
  | 'break-glass'
  | 'review'
  | 'journal'
  | 'stop'
  | 'preempt'
  | 'progress'
  | 'freeze'
  | 'thaw'
  | 'button'
  | 'audit'
  | 'anchor'
  | 'recovery-ask'
  | 'reading'
  | 'checkpoint'
  | 'steering'
  | 'schedule'
  | 'slot'
  | 'measurement'
  | 'leader'
  | 'forgery-look'
  | 'prune-ask'
  | 'spool'
  | 'enrolment'
  | 'code'
  | 'code-reset'
  | 'standing'
  | 'standing-decision'
  | 'standing-use'
  | 'message'
  | 'thread-line'
  | 'report'
  | 'backup'
  | 'clone'
  | 'drill'
  | 'seen-primary'

export interface RowSigner {
  /** Signs a row as `key.number.code`; throws a Failure without a key. */
  sign(kind: RowKind, row: object): string
  check(kind: RowKind, row: object, signature: string | null): Genuineness
  /** The same text with an end that nobody foresees without the key; throws a Failure without a key. */
  unforeseen(text: string): string
  /** Encrypts a text for the control database; throws a Failure without a key. */
  seal(text: string, about: string): string
  /** Undefined for a text that none of the keys sealed, and for a text sealed about a different subject. */
  unseal(sealed: string, about: string): string | undefined
}

export const openRowSigner = (keys: readonly SigningKey[]): RowSigner => {
  // Node prepares a key object once, and bytes for every code: 2.6 µs each instead of 13.
  const secrets = new Map(keys.map(key => [key.name, createSecretKey(derived(key, 'rows'))]))
  const [first] = keys
  const signatureOf = (
    name: string,
    number: string,
    kind: RowKind,
    row: object,
    secret: KeyObject,
  ) =>
    `${name}.${number}.${createHmac('sha256', secret)
      .update(`howdah-row-v1\n${kind}\n${number}\n`)
      .update(canonicalJson(asKept(row)))
      .digest('base64url')}`
  const signing = (): KeyObject => {
    const secret = first && secrets.get(first.name)
    if (!secret) throw withoutKey()
    return secret
  }
  return {
    seal(text, about) {
      if (!first) throw withoutKey()
      return sealed(derived, first, text, about)
    },
    unseal: (kept, about) => unsealed(derived, keys, kept, about),
    sign(kind, row) {
      const secret = signing()
      const number = randomBytes(9).toString('base64url')
      return signatureOf(first?.name ?? '', number, kind, row, secret)
    },
    unforeseen: text =>
      `${text} ${createHmac('sha256', signing()).update(`howdah-name-v1\n${text}`).digest('base64url')}`,
    check(kind, row, signature) {
      if (signature === null) return 'unsigned'
      // Within a column of JSON a signature may be anything.
      if (typeof signature !== 'string') return 'forged'
      const [name = '', number = ''] = signature.split('.')
      const secret = secrets.get(name)
      if (!secret) return 'forged'
      // Letter by letter: base64 has several texts for the same bytes, and a copy of a row with another text would
      // pass the unique index that refuses copies.
      const given = Buffer.from(signature)
      const right = Buffer.from(signatureOf(name, number, kind, row, secret))
      return given.length === right.length && timingSafeEqual(given, right) ? 'genuine' : 'forged'
    },
  }
}

/** The signer of a process without a key: every signed row is forged there. */
export const noSigner: RowSigner = openRowSigner([])

/** The row as JSON brings the row back from the database: without undefined and dates. */
const asKept = (row: object): unknown => JSON.parse(JSON.stringify(row))

const withoutKey = (): Failure =>
  new Failure(
    'signing.no-key',
    'This process has no signing key, so nothing that it writes would count.',
    'Set HOWDAH_SIGNING_KEY or HOWDAH_SIGNING_KEY_FILE to the key that the bots have.',
  )
