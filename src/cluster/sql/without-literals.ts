/**
 * A statement as it may be shown: its shape, without any value. It may be cut off anywhere, as
 * pg_stat_activity cuts it, which PostgreSQL's own scanner refuses; so it is read here, by the rules of the
 * manual's section 4.1.
 */

const word = String.raw`[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*`

/** In this order; what nothing else takes is one character of its own. */
const tokens = new RegExp(
  [
    String.raw`(?<comment>--[^\n]*|/\*)`,
    String.raw`(?<escaped>[eE]'(?:[^'\\]|''|\\[^])*(?:'|\\?$))`,
    // Where standard_conforming_strings is off, \' does not end a string: then nobody can tell what does.
    String.raw`(?<string>(?:[bBxXnN]|[uU]&)?'(?:[^'\\]|''|\\(?!'))*(?:'|$))`,
    String.raw`(?<unclear>'[^]*|"(?:[^"]|"")*$)`,
    String.raw`(?<dollar>\$(?<tag>(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?)\$[^]*?(?:\$\k<tag>\$|$))`,
    String.raw`(?<name>"(?:[^"]|"")*"|${word}|\$\d+)`,
    String.raw`(?<number>0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)`,
    String.raw`[^]`,
  ].join('|'),
  'y',
)

const hidden = '…'

export const withoutLiterals = (text: string): string => {
  let shown = ''
  let at = 0
  while (at < text.length) {
    tokens.lastIndex = at
    const found = tokens.exec(text)
    if (!found) break
    const { comment, name, tag: _, ...value } = found.groups ?? {}
    at = comment === '/*' ? endOfComment(text, at) : tokens.lastIndex
    if (comment !== undefined) shown += ' '
    else if (Object.values(value).some(one => one !== undefined)) shown += hidden
    else shown += name ?? found[0]
  }
  return shown.trim()
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
