/** A refusal says why a request is refused, and what to do instead. A value, never thrown. */
export interface Refusal {
  readonly kind: 'refusal'
  /** A full sentence that names the obstacle. In chat: "Blocked: …". */
  readonly because: string
  /** A full sentence that names the way out. In chat: "Instead: …". */
  readonly instead: string
  /** A command that does what `instead` says, offered as a button. */
  readonly command?: string
  /** The key of the value at fault: a form says the refusal below that field. */
  readonly field?: string
  /** What is wrong with other values as well, for everything to be mended at once. */
  readonly also?: readonly Refusal[]
}

export const refusal = (because: string, instead: string, command?: string): Refusal =>
  command === undefined
    ? { kind: 'refusal', because, instead }
    : { kind: 'refusal', because, instead, command }

/** The refusal, said below a field of the form. */
export const about = (field: string, refused: Refusal): Refusal => ({ ...refused, field })

/** A single refusal of all that is wrong; undefined where nothing is. */
export const allOf = ([first, ...also]: readonly Refusal[]): Refusal | undefined =>
  first && also.length > 0 ? { ...first, also } : first

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'refusal'
