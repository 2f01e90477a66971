/** A setting that Howdah would change now. */
export interface AdvisedSetting {
  readonly setting: string
  /** As a person would type the value: `16MB`. */
  readonly value: string
}
