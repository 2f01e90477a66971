import type { LevelMessage } from '#cache/levels/level'

/** Short: PostgreSQL takes 8,000 bytes in a notification. */
export const writeMessage = (message: LevelMessage): string => {
  switch (message.kind) {
    case 'namespace':
      return JSON.stringify([message.kind, message.namespace])
    case 'tag':
      return JSON.stringify([message.kind, message.namespace, message.tag])
    case 'key':
    case 'lease':
      return JSON.stringify([message.kind, message.namespace, message.key])
  }
}

/** Undefined for text of a stranger: any login of the database may send notifications. */
export const readMessage = (text: string): LevelMessage | undefined => {
  const [kind, namespace, name, ...more] = wordsOf(text)
  if (namespace === undefined || more.length > 0) return undefined
  if (kind === 'namespace' && name === undefined) return { kind, namespace }
  if (name === undefined) return undefined
  if (kind === 'tag') return { kind, namespace, tag: name }
  return kind === 'key' || kind === 'lease' ? { kind, namespace, key: name } : undefined
}

const wordsOf = (text: string): readonly string[] => {
  try {
    const said: unknown = JSON.parse(text)
    return Array.isArray(said) && said.every(word => typeof word === 'string') ? said : []
  } catch {
    return []
  }
}
