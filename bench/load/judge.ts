/** Figures beside their limits. */
import type { LoadedBot } from './bot.ts'

export interface Measured {
  readonly what: string
  readonly value: number
  readonly most: number
  readonly unit: string
}

/** `before` is the memory after the warm-up, in MB. */
export const memoryOf = (bot: LoadedBot, before: number, most: number): Measured => {
  const [peak, after] = [bot.peak(), bot.memory()]
  return {
    what: `memory ${before.toFixed(0)} MB, peak ${peak.toFixed(0)} MB, afterwards ${after.toFixed(0)} MB: peak ×`,
    value: peak / before,
    most,
    unit: '',
  }
}

/** Prints the figures; true when each is within its limit. */
export const judge = (title: string, figures: readonly Measured[]): boolean => {
  console.log(title)
  for (const { what, value, most, unit } of figures) {
    const figure = Number.isInteger(value) ? value : value.toFixed(2)
    const over = value > most ? ', OVER' : ''
    console.log(`  ${what} ${figure}${unit} (at most ${most}${unit}${over})`)
  }
  return figures.every(({ value, most }) => value <= most)
}
