/** Whether proposed settings could be planned: by the refusals of `config.set` itself. */
import { lookAtChange, rightsToChange } from '#cluster/facts/config/change'
import { isRefusal, type Refusal } from '#model/refusal'
import type { View } from '#model/view'
import { readyToSet } from '#playbooks/config/ready-to-set'

export interface WantedValue {
  readonly setting: string
  /** As a person would type the value. */
  readonly value: string
}

/** By setting; a setting that can be planned is left out. */
export const refusalsOf = async (
  view: View,
  wanted: readonly WantedValue[],
): Promise<ReadonlyMap<string, Refusal>> => {
  if (wanted.length === 0) return new Map()
  const about = await lookAtChange(view, [])
  const asked = await Promise.all(
    wanted.map(async ({ setting, value }) => {
      const rights = await rightsToChange(view, [setting])
      const ready = readyToSet([{ name: setting, text: value }], undefined, { ...about, rights })
      return isRefusal(ready) ? [[setting, ready] as const] : []
    }),
  )
  return new Map(asked.flat())
}
