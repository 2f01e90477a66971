/**
 * A statement as people may see it, by PostgreSQL's own parser: without any value, and by its kind alone where
 * a value may stand anywhere (SET, COPY, ALTER ROLE …) or the parser cannot read it.
 */
import { unfinished } from '#cluster/sql/cut-off'
import { placedStatements, walk } from '#cluster/sql/parse'
import { kindOf } from '#cluster/sql/statement-kind'
import { strayNames } from '#cluster/sql/stray-names'
import { hidden, withoutLiterals } from '#cluster/sql/without-literals'

/** Longer texts take the parser too much memory; they are told by their kind. */
const longest = 50_000

/** Kinds whose values are literals, and nothing else. */
const shownKinds = new Set(
  `Select Insert Update Delete Merge Explain DeclareCursor Fetch ClosePortal Transaction Lock Truncate Vacuum
   CheckPoint Index Reindex Drop Rename AlterTable AlterOwner AlterObjectSchema Create CreateTableAs View
   RefreshMatView Cluster CreateSchema CreateSeq AlterSeq Grant GrantRole`
    .split(/\s+/)
    .map(kind => `${kind}Stmt`),
)

export const shownStatement = (text: string): string => {
  if (text.length > longest) return kindOf(text)
  const statements = placedStatements(text)
  if (statements === undefined) return unfinishedStatement(text)
  return statements
    .map(({ text: own, from, statement }) => {
      if (!isShown(statement)) return kindOf(own)
      return withoutLiterals(
        own,
        strayNames(statement).map(byte => placeOf(own, byte - from)),
      )
    })
    .join('; ')
}

const longKinds = /^(?:select|insert|update|delete|merge|with) /

/** pg_stat_activity cuts a long statement off: the part that the parser can read is shown. */
const unfinishedStatement = (text: string): string => {
  const kind = kindOf(text)
  const read = longKinds.test(kind) ? unfinished(text) : undefined
  if (read === undefined || !isShown(read.statement)) return kind
  const { shown, statement } = read
  const words = withoutLiterals(
    shown,
    strayNames(statement).map(byte => placeOf(shown, byte)),
  )
  return words.endsWith(hidden) ? words : `${words} ${hidden}`
}

/** The parser counts bytes. */
const placeOf = (text: string, byte: number): number =>
  Buffer.from(text).subarray(0, byte).toString().length

const isShown = (statement: object): boolean => {
  let shown = true
  walk(statement, (kind, node) => {
    if (kind.endsWith('Stmt') && !shownKinds.has(kind)) shown = false
    // An option takes a bare word for a value.
    if (kind === 'DefElem' && !isPlainOption(node['arg'])) shown = false
  })
  return shown
}

const plainWords = /^(?:true|false|on|off|yes|no|auto|none|text|json|xml|yaml|serialize)$/i

const isPlainOption = (arg: unknown): boolean => {
  const said = JSON.stringify(arg ?? null)
  const words = [...said.matchAll(/"sval":"([^"]*)"/g)].map(([, word = '']) => word)
  return words.every(word => plainWords.test(word))
}
