/** Turns the arguments from the shell into the line that the grammar reads. */
import { type Refusal, refusal } from '#model/refusal'

export interface Words {
  readonly kind: 'words'
  readonly text: string
  /** Path for the file of the answer, `-` for standard output; null for none. */
  readonly save: string | null
}

export const readArguments = (args: readonly string[]): Words | Refusal => {
  const words: string[] = []
  let save: string | null = null
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? ''
    if (arg === '--save') {
      save = args[at + 1] ?? null
      if (save === null) return refusal('--save names no file.', 'Name one, or - for the screen.')
      at += 1
    } else if (/^--[a-z]/.test(arg)) {
      return refusal(
        `There is no option ${arg}.`,
        'The only one is --save <file>; values are written key=value.',
      )
    } else words.push(quoted(arg))
  }
  return { kind: 'words', text: words.join(' '), save }
}

/**
 * The shell removes the quotes of `reason="see where=3"`; the grammar needs quotes to see a single value.
 */
const quoted = (arg: string): string => {
  const [, key = '', value = ''] = /^([a-z_]+)=([^]*)$/.exec(arg) ?? []
  return key !== '' && value.includes(' ') && !value.includes('"') ? `${key}="${value}"` : arg
}
