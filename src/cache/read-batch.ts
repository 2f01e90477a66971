import type { SharedEntry, SharedLevel } from '#cache/levels/level'
import type { LevelAway, Link } from '#cache/link/link'

/** The most keys of one request. */
const most = 256

type Answer = SharedEntry | undefined | LevelAway

interface Batch {
  readonly keys: string[]
  readonly places: Map<string, number>
  readonly answers: Promise<readonly (SharedEntry | undefined)[] | LevelAway>
}

/**
 * Reads of a turn of the event loop become a single request, and each key is asked for once. A request that was sent takes
 * no further reader: the answer may be older than a write that the reader knows of.
 */
export const openReadBatch = (
  namespace: string,
  level: SharedLevel,
  link: Link,
): ((key: string) => Promise<Answer>) => {
  let open: Batch | undefined

  const close = (batch: Batch): void => {
    if (open === batch) open = undefined
  }

  const begin = (): Batch => {
    const keys: string[] = []
    const turn = new Promise<void>(resolve => process.nextTick(resolve))
    const batch: Batch = {
      keys,
      places: new Map(),
      answers: turn.then(async () => {
        try {
          return await link.ask(() => {
            close(batch)
            return level.read(keys.map(key => ({ namespace, key })))
          })
        } finally {
          close(batch)
        }
      }),
    }
    return batch
  }

  return async key => {
    if (open === undefined || open.keys.length >= most) open = begin()
    const batch = open
    let place = batch.places.get(key)
    if (place === undefined) {
      place = batch.keys.push(key) - 1
      batch.places.set(key, place)
    }
    const answers = await batch.answers
    return typeof answers === 'symbol' ? answers : answers[place]
  }
}
