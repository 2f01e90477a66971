/** The imports of a source file, read by a real parser. */
import { type ParseResult, Visitor } from 'oxc-parser'

export interface Import {
  readonly specifier: string
  readonly typeOnly: boolean
  /** `export … from`: the sign of a barrel. */
  readonly passedOn: boolean
}

export const importsOf = ({ module, program }: ParseResult): readonly Import[] => {
  const found: Import[] = []
  for (const { moduleRequest, entries } of module.staticImports)
    found.push({
      specifier: moduleRequest.value,
      typeOnly: entries.length > 0 && entries.every(entry => entry.isType),
      passedOn: false,
    })
  for (const { entries } of module.staticExports)
    for (const { moduleRequest, isType } of entries)
      if (moduleRequest)
        found.push({ specifier: moduleRequest.value, typeOnly: isType, passedOn: true })
  new Visitor({
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal' && typeof source.value === 'string')
        found.push({ specifier: source.value, typeOnly: false, passedOn: false })
    },
    TSImportType: ({ source }) =>
      found.push({ specifier: source.value, typeOnly: true, passedOn: false }),
    CallExpression: ({ callee, arguments: [first] }) => {
      if (first?.type !== 'Literal' || typeof first.value !== 'string') return
      if (resolves(callee)) found.push({ specifier: first.value, typeOnly: false, passedOn: false })
    },
  }).visit(program)
  return found
}

/** `require(…)`, `require.resolve(…)` and `import.meta.resolve(…)`. */
const resolves = (callee: {
  readonly type: string
  readonly name?: unknown
  readonly object?: { readonly type: string; readonly name?: unknown }
  readonly property?: unknown
}): boolean => {
  if (callee.type === 'Identifier') return callee.name === 'require'
  if (callee.type !== 'MemberExpression') return false
  const { object, property } = callee
  const named = (property as { readonly name?: unknown }).name
  return named === 'resolve' && (object?.type === 'MetaProperty' || object?.name === 'require')
}
