/** The log's lines about requests that were turned away: the first at once, then one a minute with the count. */
import { counted } from '#text/figures'

export type TurnedAway = (why: string) => void

const everyMs = 60_000

export const openTurnedAway = (logger: { warn(line: string): void }): TurnedAway => {
  const counts = new Map<string, number>()

  const later = (why: string): void => {
    setTimeout(() => {
      const more = counts.get(why) ?? 0
      counts.delete(why)
      if (more === 0) return
      logger.warn(
        `${counted(more, 'more request')} ${why} and ${more === 1 ? 'was' : 'were'} turned away.`,
      )
      counts.set(why, 0)
      later(why)
    }, everyMs).unref()
  }

  return why => {
    const known = counts.get(why)
    counts.set(why, (known ?? -1) + 1)
    if (known !== undefined) return
    logger.warn(`A request ${why} and was turned away.`)
    later(why)
  }
}
