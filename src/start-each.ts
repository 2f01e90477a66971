/** Gives a function that starts each given look, except in a place where the former look has no end yet. A look never rejects. */
export const startingEach = (): ((looks: readonly (() => Promise<void>)[]) => void) => {
  const busy = new Set<number>()
  return looks => {
    for (const [at, look] of looks.entries()) {
      if (busy.has(at)) continue
      busy.add(at)
      void look().finally(() => busy.delete(at))
    }
  }
}
