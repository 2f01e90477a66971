/** Reads with a real parser the source code's demands on Slack: methods called, and kinds sent. */
import { parseSync, Visitor } from 'oxc-parser'

export interface Asked {
  /** `chat.postMessage` */
  readonly methods: readonly string[]
  /** Values of `type` in object literals: blocks, elements, texts and views. */
  readonly kinds: readonly string[]
  /** Exported functions with a type that returns blocks, views or whole messages. */
  readonly drawing: readonly string[]
  /** Code that hides a call from this reader. */
  readonly hidden: readonly string[]
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly name?: unknown
  readonly value?: unknown
  readonly object?: Node
  readonly property?: Node
  readonly callee?: Node
  readonly computed?: boolean
  readonly expression?: Node
}

const isClientName = (name: string): boolean => /client$/i.test(name)

/** True for `client`, `app.client`, `new WebClient(…)`. */
const isClient = (node: Node): boolean => {
  if (node.type === 'Identifier') return isClientName(String(node.name))
  if (node.type === 'NewExpression') return node.callee?.name === 'WebClient'
  return node.type === 'MemberExpression' && isClientName(String(node.property?.name))
}

/** Reads the names behind a client, `['chat', 'postMessage']`; undefined for any other node. */
const pathFrom = (node: Node): readonly string[] | undefined => {
  if (isClient(node)) return []
  if (node.type === 'ChainExpression' && node.expression) return pathFrom(node.expression)
  if (node.type !== 'MemberExpression' || !node.object) return undefined
  const before = pathFrom(node.object)
  const name = node.computed ? node.property?.value : node.property?.name
  return before && [...before, typeof name === 'string' ? name : '?']
}

/** The SDK's upload makes three calls. */
const upload = ['files.getUploadURLExternal', 'files.completeUploadExternal']

const draws = /\b(?:DrawnMessage|ModalView|HomeView|View|KnownBlock|\w+Block)\b/

const plainOf = (node: Node): Node =>
  node.type === 'TSAsExpression' && node.expression ? plainOf(node.expression) : node

export const askedIn = (path: string, source: string): Asked => {
  const methods: string[] = []
  const kinds: string[] = []
  const drawing: string[] = []
  const hidden: string[] = []
  const textOf = ({ start, end }: Pick<Node, 'start' | 'end'>) => source.slice(start, end)
  new Visitor({
    CallExpression(call) {
      const [name, ...rest] = pathFrom(call.callee as Node) ?? []
      if (name === undefined) return
      const [first] = call.arguments as unknown as readonly Node[]
      if (/^filesUploadV2$/.test(name) || rest[0] === 'uploadV2') methods.push(...upload)
      else if (name === 'apiCall') methods.push(String(first?.value))
      // A method without a dot is the client's own, `client.on(…)`.
      else if (rest.length > 0) methods.push([name, ...rest].join('.'))
    },
    Property({ key, value }) {
      const held = plainOf(value as Node)
      if ((key as Node).name === 'type' && typeof held.value === 'string') kinds.push(held.value)
    },
    VariableDeclarator({ id, init }) {
      const from = init && pathFrom(init as Node)
      if (from && (from.length > 0 || (id as Node).type !== 'Identifier'))
        hidden.push(textOf({ start: id.start, end: init.end }))
      else if (from && !isClientName(String((id as Node).name))) hidden.push(textOf(id))
    },
    Identifier(found) {
      const { typeAnnotation } = found as { readonly typeAnnotation?: Node | null }
      const said = typeAnnotation ? textOf(typeAnnotation) : ''
      if (/^:\s*WebClient\b/.test(said) && !isClientName(found.name)) hidden.push(textOf(found))
    },
    ExportNamedDeclaration({ declaration }) {
      if (declaration?.type !== 'VariableDeclaration') return
      for (const { id, init } of declaration.declarations) {
        if (id.type !== 'Identifier' || init?.type !== 'ArrowFunctionExpression') continue
        const returns = init.returnType ? textOf(init.returnType) : ''
        if (draws.test(returns)) drawing.push(id.name)
      }
    },
  }).visit(parseSync(path, source).program)
  return { methods, kinds, drawing, hidden }
}
