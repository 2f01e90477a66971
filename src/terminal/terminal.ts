import { askHidden } from '#terminal/ask-hidden'

/** Where the command line writes: answers go out, refusals and trouble to standard error. */
export interface Terminal {
  out(line: string): void
  err(line: string): void
  /** Undefined for a file or a pipe. */
  readonly width?: number | undefined
  /** Asks without showing the typed line; undefined without a terminal. */
  secret?(question: string): Promise<string | undefined>
}

export const terminal: Terminal = {
  out: line => void process.stdout.write(`${line}\n`),
  err: line => void process.stderr.write(`${line}\n`),
  get width() {
    return process.stdout.columns as number | undefined
  },
  secret: question => askHidden(question, process.stdin, process.stderr),
}
