/** Gives a function that is true for a key at first, and again once so many milliseconds have passed. */
export const dueEvery = (ms: number): ((key: string) => boolean) => {
  const looked = new Map<string, number>()
  return key => {
    if (performance.now() - (looked.get(key) ?? Number.NEGATIVE_INFINITY) < ms) return false
    looked.set(key, performance.now())
    return true
  }
}
