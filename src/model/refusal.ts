/** A refusal says why a request is refused, and what to do instead. A value, never thrown. */
export interface Refusal {
  readonly kind: 'refusal'
  /** A full sentence that names the obstacle. In chat: "Blocked: …". */
  readonly because: string
  /** A full sentence that names the way out. In chat: "Instead: …". */
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
