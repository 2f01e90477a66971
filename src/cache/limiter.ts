/** How many loads may run without the shared level. */
export interface LoadLimit {
  readonly atOnce: number
  readonly perSecond: number
}

/** Runs work in order of arrival, within a limit of work at once and of beginnings a second. */
export const openLimiter = ({
  atOnce,
  perSecond,
}: LoadLimit): (<T>(work: () => Promise<T>) => Promise<T>) => {
  const waiting: (() => void)[] = []
  const apartMs = 1_000 / perSecond
  let running = 0
  /** The next beginning comes at this moment at the earliest; quiet times are saved up for `atOnce` beginnings. */
  let next = 0
  let timer: NodeJS.Timeout | undefined

  const begin = (): void => {
    while (waiting.length > 0 && running < atOnce) {
      const now = performance.now()
      const due = Math.max(next, now - apartMs * (atOnce - 1))
      if (due > now) {
        timer ??= setTimeout(() => {
          timer = undefined
          begin()
        }, due - now)
        return
      }
      next = due + apartMs
      running += 1
      waiting.shift()?.()
    }
  }

  return async work => {
    await new Promise<void>(resolve => {
      waiting.push(resolve)
      begin()
    })
    try {
      return await work()
    } finally {
      running -= 1
      begin()
    }
  }
}
