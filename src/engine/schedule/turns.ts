/** Lets so many pieces of work run side by side, and the rest in the order of their coming. */
export const openTurns = (most: number) => {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work: () => Promise<void>): Promise<void> => {
    if (running >= most) await new Promise<void>(go => waiting.push(go))
    else running += 1
    try {
      await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
