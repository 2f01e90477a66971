/** What a line of the spool says to the record. */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { EntryContent } from '#audit/entry'
import type { RowSigner } from '#signing/rows'

export interface Spooled {
  /** 64 hexadecimal digits, the same for the same line in every process, also with other spaces. */
  readonly key: string
  readonly kind: string
  readonly said: EntryContent
  /** False for a line that Howdah did not write, or not whole. */
  readonly genuine: boolean
}

/** Characters of a line by hand. */
const longest = 10_000

/**
 * A line that Howdah did not write, or that was cut short where the machine died, goes into the record as found, and
 * counts for no deed.
 */
export const spooledOf = (line: string, signer: RowSigner): Spooled => {
  const asFound = (kind: string): Spooled => {
    const said = { actor: 'howdah', subject: {}, detail: { line: line.slice(0, longest) } }
    return { ...withKey(byHand(line), kind, said), genuine: false }
  }
  try {
    const { signature = null, ...row } = JSON.parse(line) as Line
    if (signer.check('spool', row, signature) !== 'genuine') return asFound('spool.forged')
    const { kind, said, at } = row
    // A signature has a single text; the line around the signature can be written in many ways.
    const told = { ...said, detail: { ...said.detail, spooledAt: at } }
    return { ...withKey(signature ?? '', kind, told), genuine: true }
  } catch {
    return asFound('spool.broken')
  }
}

/** The record says the name of such a file once. */
export const unread = (path: string): Spooled => {
  const file = basename(path)
  const said = { actor: 'howdah', subject: {}, detail: { file } }
  return { ...withKey(byHand(file), 'spool.unread', said), genuine: false }
}

/** No signature begins so: a line that is the signature of another line would have that line's key. */
const byHand = (text: string): string => `by hand\n${text}`

/** The entry carries the key: the record itself tells which lines it has. */
const withKey = (of: string, kind: string, said: EntryContent): Omit<Spooled, 'genuine'> => {
  const key = createHash('sha256').update(of).digest('hex')
  return { key, kind, said: { ...said, detail: { ...said.detail, spoolKey: key } } }
}

interface Line {
  readonly kind: string
  readonly said: EntryContent
  readonly at: string
  readonly signature?: string | null
}
