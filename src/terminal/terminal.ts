/** Where the command line writes: answers go out, refusals and trouble to standard error. */
export interface Terminal {
  out(line: string): void
  err(line: string): void
}

export const terminal: Terminal = {
  out: line => void process.stdout.write(`${line}\n`),
  err: line => void process.stderr.write(`${line}\n`),
}
