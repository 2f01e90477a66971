/** The readable beginning of a statement that was cut off somewhere. */
import { type Node, parseSql } from '#cluster/sql/parse'
import { type Piece, piecesOf } from '#cluster/sql/without-literals'

export interface Unfinished {
  readonly shown: string
  readonly statement: Node
}

/** Each try costs the parser about 50 µs. */
const tries = 60

/** A cut value counts as one; brackets that were open are closed for the parser. */
export const unfinished = (text: string): Unfinished | undefined => {
  const pieces = piecesOf(text)
  const last = pieces.at(-1)
  if (last?.kind === 'value') {
    const found = tried(pieces.slice(0, -1), last)
    if (found) return found
  }
  for (let end = pieces.length, left = tries; end > 0 && left > 0; end -= 1) {
    if (pieces[end - 1]?.text.trim() === '') continue
    left -= 1
    const found = tried(pieces.slice(0, end))
    if (found) return found
  }
  return undefined
}

const tried = (pieces: readonly Piece[], cut?: Piece): Unfinished | undefined => {
  const text = pieces.map(({ text: piece }) => piece).join('')
  const parsed = parseSql(`${text}${cut ? 'null' : ''}${closersOf(pieces)}`)
  const [statement, ...more] = parsed.ok ? parsed.statements : []
  if (statement === undefined || more.length > 0) return undefined
  return { shown: `${text}${cut?.text ?? ''}`, statement }
}

const closersOf = (pieces: readonly Piece[]): string => {
  const open: string[] = []
  for (const { kind, text } of pieces) {
    if (kind !== 'shown') continue
    if (text === '(' || text === '[') open.push(text === '(' ? ')' : ']')
    else if (text === open.at(-1)) open.pop()
  }
  return open.toReversed().join('')
}
