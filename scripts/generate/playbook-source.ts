/**
 * Reads facts from a playbook's source that otherwise only a real cluster would show: the design reasons
 * (the leading comment), and the steps that `plan` can make.
 */
import { parseSync, Visitor } from 'oxc-parser'

export interface PlaybookSource {
  readonly about: string
  readonly steps: readonly {
    readonly title: string
    readonly onFailure: string
    readonly undo: string
  }[]
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
}

export const readPlaybookSource = (source: string): PlaybookSource => {
  const { program, comments } = parseSync('playbook.ts', source)
  const [first] = comments
  const about = first && source.slice(0, first.start).trim() === '' ? bare(first.value) : ''
  const steps: PlaybookSource['steps'][number][] = []
  new Visitor({
    ObjectExpression: ({ properties }) => {
      const values = new Map<string, Node>()
      for (const property of properties)
        if (property.type === 'Property' && property.key.type === 'Identifier')
          values.set(property.key.name, property.value)
      const [title, onFailure] = [values.get('title'), values.get('onFailure')]
      if (!title || !onFailure) return
      steps.push({
        title: wording(source, title),
        onFailure: wording(source, onFailure),
        undo: undoOf(source, values.get('undo')),
      })
    },
  }).visit(program)
  return { about, steps }
}

const undoOf = (source: string, undo: Node | undefined): string => {
  if (!undo) return 'see the plan'
  const text = source.slice(undo.start, undo.end)
  const title = /title:\s*(`[^`]*`|'[^']*')/.exec(text)?.[1]
  if (title !== undefined) return unquote(title)
  return text === 'null' ? 'none' : 'see the plan'
}

const wording = (source: string, { start, end }: Node): string => unquote(source.slice(start, end))

/** `\`Build ${facts.name}\`` → "Build *name*". */
const unquote = (text: string): string =>
  /^['"`]/.test(text)
    ? text
        .slice(1, -1)
        .replace(
          /\$\{([^}]*)\}/g,
          (_, inner: string) => `*${inner.split(/\W+/).findLast(word => word !== '') ?? '…'}*`,
        )
    : 'see the plan'

const bare = (comment: string): string =>
  comment
    .split('\n')
    .map(line => line.replace(/^\s*\*? ?/, ''))
    .join('\n')
    .replace(/^\*/, '')
    .trim()
