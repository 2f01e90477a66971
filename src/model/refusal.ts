/** Why something is not done, and what to do instead. A value, never thrown. */
export interface Refusal {
  readonly kind: 'refusal'
  /** One full sentence: what stands in the way. In chat: "Blocked: …". */
  readonly because: string
  /** One full sentence: what to do instead. In chat: "Instead: …". */
  readonly instead: string
  /** A command that does what `instead` says, offered as a button. */
  readonly command?: string
}

export const refusal = (because: string, instead: string, command?: string): Refusal =>
  command === undefined
    ? { kind: 'refusal', because, instead }
    : { kind: 'refusal', because, instead, command }

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'refusal'
