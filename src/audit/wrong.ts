/** The first fault of a record. */
export interface Wrong {
  readonly first: number
  readonly sentence: string
}

export const tamperedWith = (first: number, what: string): Wrong => ({
  first,
  sentence: `The record was tampered with: ${what}`,
})
