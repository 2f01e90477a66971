/** Asks a question at a terminal without showing the typed line. */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** Undefined without a terminal: a code that a program pipes in would stand in a script or a history. */
export const askHidden = async (
  question: string,
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
): Promise<string | undefined> => {
  if (!input.isTTY || !output.isTTY) return undefined
  output.write(`${question}: `)
  // The line can be edited as usual, and is drawn nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input, output: nowhere, terminal: true })
  try {
    return (await reader.question('')).trim()
  } finally {
    reader.close()
    output.write('\n')
  }
}
