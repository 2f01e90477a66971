/** Reads between two looks at the real clock in a turn that does not end. */
const mostReads = 1_024

/**
 * Milliseconds of a monotonic clock, read once in a turn of the event loop: all reads of a turn see the same
 * moment, and a look at the real clock costs as much as a hit in memory.
 */
export const openClock = (): (() => number) => {
  let now = 0
  let left = 0
  const endTurn = () => {
    left = 0
  }
  return () => {
    if (left === 0) {
      now = performance.now()
      left = mostReads
      // Comes before the next callback of a timer or a socket, and after all microtasks of this turn.
      process.nextTick(endTurn)
    }
    left -= 1
    return now
  }
}
