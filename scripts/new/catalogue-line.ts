/** Adds an entry to a catalogue: the import, and the place at the end of the list. */
import { parseSync, Visitor } from 'oxc-parser'

export interface CatalogueLine {
  /** `playbooks` or `commands`: the name of the list. */
  readonly list: string
  /** The text of a new, empty catalogue. */
  readonly empty: string
  readonly name: string
  readonly from: string
}

export const addToCatalogue = (
  text: string | undefined,
  { list, empty, name, from }: CatalogueLine,
): string => {
  const source = text ?? empty
  const { program, module } = parseSync('catalogue.ts', source)
  let end = -1
  let filled = false
  new Visitor({
    VariableDeclarator: ({ id, init }) => {
      if (id.type !== 'Identifier' || id.name !== list || init?.type !== 'ArrayExpression') return
      end = init.end - 1
      filled = init.elements.length > 0
    },
  }).visit(program)
  if (end < 0) throw new Error(`The catalogue has no list named ${list}.`)
  const head = source.slice(0, end).trimEnd()
  const comma = filled && !head.endsWith(',') ? ', ' : ''
  const listed = `${head}${comma}${name}${source.slice(end)}`
  const at = module.staticImports.at(-1)?.end ?? 0
  return `${listed.slice(0, at)}\nimport { ${name} } from '${from}'${listed.slice(at)}`
}
