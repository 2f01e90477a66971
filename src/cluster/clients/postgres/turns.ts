/** A line in which few work at once and few wait, so that many who ask open no session each. */

export type TakeTurns = <Done>(work: () => Promise<Done>) => Promise<Done>

/** Throws the error of `full` where the line is full already. */
export const takeTurns = (
  most: { readonly atOnce: number; readonly waiting: number },
  full: () => Error,
): TakeTurns => {
  const line: (() => void)[] = []
  let working = 0
  return async work => {
    if (working < most.atOnce) working += 1
    else {
      if (line.length >= most.waiting) throw full()
      // Whoever ends hands the place on.
      await new Promise<void>(resolve => line.push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = line.shift()
      if (next) next()
      else working -= 1
    }
  }
}
