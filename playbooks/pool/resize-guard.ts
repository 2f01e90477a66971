import type { Guard } from '#model/guard'

/** More servers are more sessions at once, which get into the way of each other on the node. */
export const sizeGuard: Guard = {
  minutes: 15,
  watches: [
    { metric: 'waiting sessions', factor: 3, above: 5, least: 2 },
    { metric: 'connections', factor: null, above: 0.9, least: 2 },
  ],
  onSilence: 'ask',
}
