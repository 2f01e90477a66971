/** Parses 10,000 statements with the parser in the named file, and prints the milliseconds. */
import { statements } from './statements.ts'

const { parseSql } = (await import(process.argv[2] ?? '')) as {
  readonly parseSql: (text: string) => { readonly ok: boolean }
}
const began = performance.now()
for (const text of statements(10_000))
  if (!parseSql(text).ok) throw new Error(`not parsed: ${text}`)
console.log(performance.now() - began)
