/** The app's options for external selects so far: a person can choose only among these options. */
import { textAt } from '#local/slack/json'
import type { JsonObject } from '#local/slack/page-protocol'

export interface Select {
  readonly viewId: string
  readonly blockId: string
  readonly actionId: string
}

export interface Offers {
  add(select: Select, options: readonly JsonObject[]): void
  of(select: Select): readonly JsonObject[]
}

const keyOf = ({ viewId, blockId, actionId }: Select): string =>
  JSON.stringify([viewId, blockId, actionId])

export const createOffers = (): Offers => {
  const offered = new Map<string, ReadonlyMap<string, JsonObject>>()
  return {
    add(select, options) {
      const fresh = options.map(option => [textAt(option, 'value') ?? '', option] as const)
      const key = keyOf(select)
      offered.set(key, new Map([...(offered.get(key) ?? []), ...fresh]))
    },
    of: select => [...(offered.get(keyOf(select))?.values() ?? [])],
  }
}
