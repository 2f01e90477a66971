/** An envelope as a sentence to be read aloud. */
import type { Envelope, EnvelopeLine, LockLimit } from '#model/standing/envelope'
import { bytes, count } from '#text/figures'
import { listed } from '#text/listed'

/** `create up to 4 partitions of public.events a day and attach …, nothing else`. */
export const envelopeWords = (envelope: Envelope): string =>
  `${listed(envelope.map(lineWords))}, nothing else`

const lineWords = (line: EnvelopeLine): string =>
  [`${line.change} ${howMany(line)}`, ...limitWords(line)].join(' ')

const limitWords = ({ bytes: most, lock, back }: EnvelopeLine): readonly string[] => {
  const said = [
    ...(most === null || most === 0 ? [] : [`at most ${bytes(most)} in one run`]),
    ...(lock === null ? [] : [`lock at most ${limitOf(lock)}`]),
    ...(back === null || JSON.stringify(back) === JSON.stringify(lock)
      ? []
      : [`to put back after a failure ${limitOf(back)}`]),
  ]
  return said.length === 0 ? [] : [`(${said.join('; ')})`]
}

const limitOf = ({ mode, table }: LockLimit): string =>
  table === null ? mode : `${mode} on ${table}`

const howMany = (line: EnvelopeLine): string => {
  const { perSlot, perDay, kind, object } = line
  if (object.kind === 'exact')
    return `${kind} ${object.name} ${perDay === 1 ? 'once a day' : `up to ${count(perDay)} times a day${perSlot === 1 ? '' : `, ${count(perSlot)} in one run`}`}`
  const many = perSlot === 1 ? kind : pluralOf(kind)
  const times = perSlot === perDay ? 'a day' : `in one run and ${count(perDay)} a day`
  return `up to ${count(perSlot)} ${many} ${whereWords(line)} ${times}`
}

/** `partitions of public.events`. */
export const patternWords = (line: EnvelopeLine): string =>
  line.object.kind === 'exact'
    ? `${line.kind} ${line.object.name}`
    : `${pluralOf(line.kind)} ${whereWords(line)}`

const whereWords = ({ object }: EnvelopeLine): string =>
  object.kind === 'child-of' ? `of ${object.name}` : `in schema ${object.name}`

const pluralOf = (kind: string): string => (kind.endsWith('x') ? `${kind}es` : `${kind}s`)
