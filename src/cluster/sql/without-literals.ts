/**
 * Shows a statement's shape without any value. pg_stat_activity may have cut the statement anywhere, and
 * PostgreSQL's own scanner refuses such text, so the statement is read here by the rules of the manual's
 * section 4.1.
 */

const word = String.raw`[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*`

/** The order matters; a character that no pattern takes is a token of its own. */
const tokens = new RegExp(
  [
    String.raw`(?<comment>--[^\n]*|/\*)`,
    String.raw`(?<escaped>[eE]'(?:[^'\\]|''|\\[^])*(?:'|\\?$))`,
    // With standard_conforming_strings off, \' does not end a string, and the real end cannot be told.
    String.raw`(?<string>(?:[bBxXnN]|[uU]&)?'(?:[^'\\]|''|\\(?!'))*(?:'|$))`,
    String.raw`(?<unclear>'[^]*|"(?:[^"]|"")*$)`,
    String.raw`(?<dollar>\$(?<tag>(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?)\$[^]*?(?:\$\k<tag>\$|$))`,
    String.raw`(?<name>"(?:[^"]|"")*"|${word}|\$\d+)`,
    String.raw`(?<number>0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)`,
    String.raw`[^]`,
  ].join('|'),
  'y',
)

export const hidden = '…'

/** PostgreSQL 18 counts lists of any length as one, and writes `in ($1 /*, ... *\/)`. */
export const listMark = '/*, ... */'

export interface Piece {
  readonly kind: 'line comment' | 'comment' | 'value' | 'shown'
  readonly text: string
}

export const piecesOf = (text: string): readonly Piece[] => {
  const pieces: Piece[] = []
  let at = 0
  while (at < text.length) {
    tokens.lastIndex = at
    const found = tokens.exec(text)
    if (!found) break
    const { comment, name: _name, tag: _, ...value } = found.groups ?? {}
    const end = comment === '/*' ? endOfComment(text, at) : tokens.lastIndex
    pieces.push({
      kind:
        comment === undefined
          ? Object.values(value).some(one => one !== undefined)
            ? 'value'
            : 'shown'
          : comment === '/*'
            ? 'comment'
            : 'line comment',
      text: text.slice(at, end),
    })
    at = end
  }
  return pieces
}

/** `stray` holds the places of names that are values too; with such a name goes what a dot joins to it. */
export const withoutLiterals = (text: string, stray: readonly number[] = []): string => {
  const strays = new Set(stray)
  let shown = ''
  let at = 0
  let hides = false
  let before = ''
  for (const piece of piecesOf(text)) {
    const joined: boolean = hides && (piece.text === '.' || before === '.')
    hides = piece.kind === 'shown' && (strays.has(at) || joined)
    at += piece.text.length
    before = piece.text
    if (piece.text === listMark) shown = shown.trimEnd()
    if (!hides) shown += shownOf(piece)
    else if (!joined) shown += hidden
  }
  return shown.trim()
}

const shownOf = ({ kind, text }: Piece): string => {
  if (text === listMark) return `, ${hidden}`
  if (kind === 'value') return hidden
  return kind === 'shown' ? text : ' '
}

/** Comments nest. */
const endOfComment = (text: string, from: number): number => {
  const marks = /\/\*|\*\//g
  marks.lastIndex = from
  let depth = 0
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1
    if (depth === 0) return marks.lastIndex
  }
  return text.length
}
