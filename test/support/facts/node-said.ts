/** The words of nodes to the watch over primaries. */
import type { NodeSaid } from '#model/primaries'

type Said<Is extends NodeSaid['is']> = Extract<NodeSaid, { readonly is: Is }>

export const silentNode = (more: Partial<Said<'silent'>> = {}): Said<'silent'> => ({
  name: 'shop-1',
  is: 'silent',
  because: 'shop-1 refuses the connection at 127.0.0.1:5432.',
  ...more,
})

export const replicaNode = (more: Partial<Said<'replica'>> = {}): Said<'replica'> => ({
  name: 'shop-2',
  is: 'replica',
  received: '0/3000148',
  paused: false,
  delayed: false,
  streams: false,
  ...more,
})
