/** One step of a plan, with the way back from it. */
import type { Action } from '#model/action'
import type { Effect } from '#model/effect'

export interface Step {
  /** Imperative, one line: "Build users_lower_idx". */
  readonly title: string
  readonly action: Action
  readonly effects: readonly Effect[]
  readonly onFailure: 'undo' | 'finish' | 'ask'
  readonly undo: {
    readonly title: string
    readonly action: Action
    readonly effects: readonly Effect[]
  } | null
}

/** What the way back from a step is called, be it its undo or a cleanup. */
export const wayBackTitle = ({ title, undo }: Pick<Step, 'title' | 'undo'>): string =>
  undo?.title ?? `Clean up after “${title}”`
