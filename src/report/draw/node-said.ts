import type { NodeSaid } from '#model/primaries'

/** What a node says of itself, in a sentence. */
export const nodeWords = (node: NodeSaid): string => {
  if (node.is === 'silent') return `${node.name} does not answer.`
  if (node.is === 'replica') return `${node.name} is a replica.`
  return `${node.name} is a primary: timeline ${node.timeline ?? 'not known'}, WAL up to ${node.position ?? 'a place not known'}.`
}
