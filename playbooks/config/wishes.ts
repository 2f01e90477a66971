/** Settings as people write several in one line: `work_mem=64MB, search_path="$user", public`. */

export interface Wish {
  readonly name: string
  /** Without the quotes around the whole value. */
  readonly text: string
}

const begins = /^[\s,;]*([\p{L}_][\p{L}\d_$-]*(?:\.[\p{L}_][\p{L}\d_$-]*)?)\s*=\s*/u
const nextBegins = /^[\s,;]+[\p{L}_][\p{L}\d_$-]*(?:\.[\p{L}_][\p{L}\d_$-]*)?\s*=/u

/** Undefined where the line does not begin with `name=`. A value runs up to the next `name=` outside of quotes. */
export const readWishes = (line: string): readonly Wish[] | undefined => {
  const wishes: Wish[] = []
  let rest = line
  while (/[^\s,;]/.test(rest)) {
    const [begun, name] = begins.exec(rest) ?? []
    if (begun === undefined || name === undefined) return undefined
    rest = rest.slice(begun.length)
    const end = endOf(rest)
    wishes.push({ name, text: unquoted(rest.slice(0, end)) })
    rest = rest.slice(end)
  }
  return wishes.length === 0 ? undefined : wishes
}

const endOf = (text: string): number => {
  let quote = ''
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (/["']/.test(character) && /(^|,)\s*$/.test(text.slice(0, at))) quote = character
    else if (nextBegins.test(text.slice(at))) return at
  }
  return text.length
}

const unquoted = (value: string): string => {
  const text = value.replace(/[\s,;]+$/, '').trim()
  const [, quote = '', inner = ''] = /^(["'])(.*)\1$/s.exec(text) ?? []
  const whole = quote !== '' && !inner.replaceAll(quote + quote, '').includes(quote)
  return whole ? inner.replaceAll(quote + quote, quote) : text
}
