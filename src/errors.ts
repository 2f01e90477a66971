/**
 * The few errors that a person may see. A refusal is a value, not an error (`#model/refusal`). Any other
 * thrown value is a bug: the run crashes, the stack is kept.
 */

/**
 * Connections, disk room, locks, cancels, deadlocks, a failover, timeouts that end a session (manual,
 * Appendix A).
 */
const passing = /^(08|53|57014|57P0[1-5]|55P03|40001|40P01|25006|25P0[34])/

/** Whether the trouble behind a SQLSTATE is temporary, so that no conclusion may be drawn from the error. */
export const passesByItself = (sqlstate: string): boolean => passing.test(sqlstate)

/** An outside part said no, or did not answer. */
export class Failure extends Error {
  override readonly name = 'Failure'
  /** Stable, e.g. `part.unreachable`, `sql.23505`, `audit.unavailable`. */
  readonly code: string
  /** The reader's next action, in a single sentence. */
  readonly instead: string
  /** True when the effect may or may not have happened (a lost connection, a timeout): look. */
  readonly unknown: boolean

  constructor(
    code: string,
    message: string,
    instead: string,
    options: { readonly cause?: unknown; readonly unknown?: boolean } = {},
  ) {
    super(message, { cause: options.cause })
    this.code = code
    this.instead = instead
    this.unknown = options.unknown ?? false
  }

  /** True when the same request may succeed later: trouble, never an outcome. */
  get passes(): boolean {
    return this.unknown || (this.code.startsWith('sql.') && passesByItself(this.code.slice(4)))
  }
}

/** The configuration cannot be used. Carries every problem at once. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      `The configuration cannot be used:\n${problems.map(problem => `- ${problem}`).join('\n')}`,
    )
    this.problems = problems
  }
}

/** This process lost the token to another process. Stop in silence, touch nothing. */
export class Fenced extends Error {
  override readonly name = 'Fenced'

  constructor(run: string) {
    super(`Run ${run} is held by another process.`)
  }
}

/** Whether an error of node's has one of these codes: `ENOENT`. */
export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))

const ofFiles: Readonly<Record<string, string>> = {
  ENOSPC: 'has no room left',
  EDQUOT: 'has no room left for this user',
  EACCES: 'may not be used by Howdah',
  EPERM: 'may not be used by Howdah',
  EROFS: 'is read only',
  ENOENT: 'is not there',
  EIO: 'cannot be read or written',
  EEXIST: 'is there already',
  EISDIR: 'is a folder',
  ENOTDIR: 'is not below a folder',
}

/** The trouble with a file in words, to stand behind its name: `is not there`. Undefined for any other error. */
export const fileTrouble = (error: unknown): string | undefined =>
  error instanceof Error && 'syscall' in error && 'code' in error
    ? ofFiles[String(error.code)]
    : undefined
