/** Calls that wait for the end of a different process's lease. */
export interface Waiters {
  /** Hears from now on, so that no message is missed between question and answer. */
  wait(key: string): LeaseWaiter
  wake(key: string): void
}

export interface LeaseWaiter {
  /** Resolves at the next message since the last wait, or after `ms`. */
  woken(ms: number): Promise<void>
  end(): void
}

export const openWaiters = (): Waiters => {
  const ears = new Map<string, Set<() => void>>()
  return {
    wait(key) {
      let heard = false
      let resume: (() => void) | undefined
      const ear = () => {
        heard = true
        resume?.()
      }
      const all = ears.get(key) ?? new Set()
      ears.set(key, all.add(ear))
      return {
        async woken(ms) {
          let timer: NodeJS.Timeout | undefined
          await new Promise<void>(resolve => {
            if (heard) return resolve()
            resume = resolve
            timer = setTimeout(resolve, ms)
          })
          clearTimeout(timer)
          heard = false
        },
        end() {
          all.delete(ear)
          if (all.size === 0) ears.delete(key)
        },
      }
    },
    wake(key) {
      for (const ear of ears.get(key) ?? []) ear()
    },
  }
}
