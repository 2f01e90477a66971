/** A shared level that can be taken away and given back: each request fails, or is never answered. */
import type { SharedLevel } from '#cache/levels/level'

export interface FaultyLevel {
  readonly level: SharedLevel
  /** Names of the requests so far. */
  readonly asked: string[]
  fail(why: 'refuses' | 'is silent'): void
  mend(): void
}

export const faultyLevel = (sound: SharedLevel): FaultyLevel => {
  const asked: string[] = []
  let fault: 'refuses' | 'is silent' | undefined
  const level = new Proxy(sound, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name)
      if (typeof found !== 'function' || name === 'close') return found
      return async (...values: readonly unknown[]) => {
        asked.push(String(name))
        if (fault === 'refuses') throw new Error('the shared level was taken away')
        if (fault === 'is silent') return new Promise(() => {})
        return Reflect.apply(found, target, values) as unknown
      }
    },
  })
  return {
    level,
    asked,
    fail(why) {
      fault = why
    },
    mend() {
      fault = undefined
    },
  }
}
