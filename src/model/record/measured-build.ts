import type { Sample } from '#model/traffic'

/** The effect that Howdah measured when a run built an index, by the signed rows of plan, run and journal. */
export interface MeasuredBuild {
  readonly plan: string
  /** ISO time of the end of the step, never before the plan. */
  readonly at: string
  /** The statements that were measured. */
  readonly label: string
  readonly before: Sample
  readonly after: Sample
}
