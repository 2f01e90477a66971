import { startingEach } from '#src/start-each'

/** Asks each node again and again: at once, and every `everyMs`, but for those whose last question has no end yet. */
export const askEach = (
  names: readonly string[],
  ask: (name: string) => Promise<void>,
  everyMs: number,
): { stop(): void } => {
  const start = startingEach()
  const look = () => start(names.map(name => () => ask(name)))
  look()
  const timer = setInterval(look, everyMs)
  return { stop: () => clearInterval(timer) }
}
