/** The findings of a rule about the settings of a cluster. */
import type { TuningAbout } from '#cluster/facts/config/tuning'

export interface Proposal {
  readonly setting: string
  /** As a person would type the value: `16MB`. */
  readonly value: string
  /** The value in force, as SHOW writes it. */
  readonly now: string
  /** Sentences: the counters, and since when. */
  readonly evidence: string
  /** A sentence: the gain to expect, and the cost. */
  readonly expected: string
  /** Evidence from before a change of the setting is none: ISO time of the earliest; null for the present state. */
  readonly since: string | null
}

export interface JudgedSettings {
  readonly proposals: readonly Proposal[]
  /** Sentences about trouble that no setting should cure. */
  readonly remarks: readonly string[]
  /** Sentences: the parts that could not be judged, and why. */
  readonly unjudged: readonly string[]
}

export interface Judging extends TuningAbout {
  /** ISO time at which Howdah last changed a setting, by name. */
  readonly changedAt: ReadonlyMap<string, string>
}

/** Pure. */
export type Rule = (about: Judging) => JudgedSettings

export const judged = (more: Partial<JudgedSettings> = {}): JudgedSettings => ({
  proposals: [],
  remarks: [],
  unjudged: [],
  ...more,
})
