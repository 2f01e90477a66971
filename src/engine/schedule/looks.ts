/**
 * Looks at things by name: many names at once are read together, and each has a look. A name that comes again during the
 * look has a further look afterwards.
 */
export interface LooksOptions<Read> {
  /** Reads all that a look needs to know; a name that is missing in the answer has no look. */
  readonly read: (ids: readonly string[]) => Promise<ReadonlyMap<string, Read>>
  readonly look: (read: Read) => Promise<void>
  /** A failure of `read` or of `look`. */
  readonly report: (error: unknown, ids: readonly string[]) => void
}

export interface Looks {
  /** Resolves at the end of a look that was begun after this call. */
  ask(id: string): Promise<void>
  /** Begins no further look, and resolves at the end of those under way. */
  stop(): Promise<void>
}

/** Of more names the rest are read next. */
const atOnce = 200

export const openLooks = <Read>({ read, look, report }: LooksOptions<Read>): Looks => {
  const asked = new Map<string, PromiseWithResolvers<void>>()
  const busy = new Map<string, Promise<void>>()
  let reading = false
  let stopped = false

  const lookAt = async (
    one: Read | undefined,
    id: string,
    { resolve }: PromiseWithResolvers<void>,
  ): Promise<void> => {
    try {
      if (one !== undefined && !stopped) await look(one)
    } catch (error) {
      report(error, [id])
    } finally {
      busy.delete(id)
      resolve()
      if (asked.has(id)) void readAll()
    }
  }

  const readSome = async (ids: readonly string[]): Promise<void> => {
    const waiting = ids.map(id => ({ id, waits: asked.get(id) ?? Promise.withResolvers<void>() }))
    for (const { id, waits } of waiting) {
      asked.delete(id)
      busy.set(id, waits.promise)
    }
    const found = await read(ids).catch((error: unknown) => {
      report(error, ids)
      return new Map<string, Read>()
    })
    for (const { id, waits } of waiting) {
      void lookAt(found.get(id), id, waits)
      // People wait for answers: other work has a turn between two looks.
      await new Promise(setImmediate)
    }
  }

  const readAll = async (): Promise<void> => {
    if (reading) return
    reading = true
    // All names of the same event are read in the first go.
    await new Promise(setImmediate)
    for (;;) {
      const ids = [...asked.keys()].filter(id => !busy.has(id)).slice(0, atOnce)
      if (ids.length === 0 || stopped) break
      await readSome(ids)
    }
    reading = false
  }

  return {
    ask(id) {
      if (stopped) return Promise.resolve()
      const known = asked.get(id)
      if (known) return known.promise
      const waits = Promise.withResolvers<void>()
      asked.set(id, waits)
      void readAll()
      return waits.promise
    },
    async stop() {
      stopped = true
      for (const { resolve } of asked.values()) resolve()
      asked.clear()
      await Promise.all(busy.values())
    },
  }
}
