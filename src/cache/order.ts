/**
 * The order of calls and requests in a process. An answer counts for each call that came before the request
 * was sent; for a later call the answer may be older than a write that was acknowledged meanwhile.
 */
export const openOrder = (): (() => number) => {
  let last = 0
  return () => {
    last += 1
    return last
  }
}
