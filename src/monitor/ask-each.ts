/** Asks each node again and again: at once, and every `everyMs`, but for those whose last question has no end yet. */
export const askEach = (
  names: readonly string[],
  ask: (name: string) => Promise<void>,
  everyMs: number,
): { stop(): void } => {
  const asking = new Set<string>()
  const look = (): void => {
    for (const name of names) {
      if (asking.has(name)) continue
      asking.add(name)
      void ask(name).finally(() => asking.delete(name))
    }
  }
  look()
  const timer = setInterval(look, everyMs)
  return { stop: () => clearInterval(timer) }
}
