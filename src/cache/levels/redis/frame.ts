/** A value as kept in Redis: refresh, fresh and kept until (13 digits each), id, tags with marks, a line end, payload. */
import type { SharedEntry } from '#cache/levels/level'

const digits = 13
const idAt = 3 * digits
const marksAt = idAt + 36
/** The marks of an entry without tags; no other marks are as short. */
const none = '[]'

export interface Framed {
  readonly entry: SharedEntry
  /** Tag and the value that the tag has to have. */
  readonly marks: readonly (readonly [tag: string, mark: string])[]
}

/** Undefined for bytes that are no value of this library. */
export const readFrame = (bytes: Buffer, now: number): Framed | undefined => {
  const end = bytes.indexOf('\n', marksAt)
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, marksAt)
  const left = (at: number): number => Number(head.slice(at * digits, (at + 1) * digits)) - now
  const marks = end - marksAt === none.length ? [] : marksIn(bytes.toString('utf8', marksAt, end))
  const [refreshMs, freshMs, keptMs] = [left(0), left(1), left(2)]
  if (marks === undefined || Number.isNaN(refreshMs + freshMs + keptMs)) return undefined
  const entry = {
    id: head.slice(idAt),
    payload: bytes.subarray(end + 1),
    tags: marks.map(([tag]) => tag),
    refreshMs,
    freshMs,
    keptMs,
  }
  return { entry, marks }
}

const marksIn = (text: string): Framed['marks'] | undefined => {
  try {
    const said: unknown = JSON.parse(text)
    return Array.isArray(said) && said.every(isMark) ? said : undefined
  } catch {
    return undefined
  }
}

const isMark = (said: unknown): said is readonly [string, string] =>
  Array.isArray(said) && said.length === 2 && said.every(word => typeof word === 'string')
