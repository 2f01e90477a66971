/** The settings of a change, from plan and journal. */
import type { Change } from '#model/change'

export interface ChangedSetting {
  readonly setting: string
  readonly node: string
  /** As SHOW writes the values. */
  readonly from: string
  readonly to: string
}

/** In the order of the steps; the plan says `work_mem on shop-1: 4MB → 64MB`. */
export const changedSettings = ({ steps }: Pick<Change, 'steps'>): readonly ChangedSetting[] =>
  steps.flatMap(({ effects }) =>
    effects.flatMap(({ kind, object }) => {
      const [, setting, node, from, to] = /^(\S+) on (.+?): (.*?) → (.*)$/s.exec(object) ?? []
      return kind !== 'setting' ||
        setting === undefined ||
        node === undefined ||
        from === undefined ||
        to === undefined
        ? []
        : [{ setting, node, from, to }]
    }),
  )

/** ISO time of the last act of a run, there or back; null where nothing was done. */
export const actedAt = ({ journal }: Pick<Change, 'journal'>): string | null =>
  journal.findLast(({ kind }) => kind === 'done' || kind === 'undone' || kind === 'settled')?.at ??
  null

/** When each setting was last changed; `changes` are the newest first. */
export const lastChanged = (
  changes: readonly Pick<Change, 'steps' | 'journal'>[],
): ReadonlyMap<string, string> =>
  new Map(
    changes.toReversed().flatMap(change => {
      const at = actedAt(change)
      return at === null ? [] : changedSettings(change).map(({ setting }) => [setting, at] as const)
    }),
  )
