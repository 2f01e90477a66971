/** The choice of a person for a run that works in pieces, within the limits of the plan. */
export interface Steering {
  /** Who chose last. */
  readonly name: string
  /** A hold ends the work at a checkpoint, until a person resumes the run. */
  readonly hold: boolean
  /** Null for the pace that the plan begins with. */
  readonly rows: number | null
  readonly pauseMs: number | null
}

/** A person's wish for a run that works in pieces. */
export type SteeringWish =
  | { readonly kind: 'hold' }
  | { readonly kind: 'resume' }
  /** Undefined leaves a figure as it is. */
  | {
      readonly kind: 'pace'
      readonly rows?: number | undefined
      readonly pauseMs?: number | undefined
    }
