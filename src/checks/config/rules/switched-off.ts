/** Parts of PostgreSQL that are switched off on some node. */
import { type Judging, judged, type Proposal, type Rule } from '#checks/config/judged'
import { servedBy } from '#cluster/facts/config/served'
import { originWords } from '#cluster/facts/config/words'
import { listed } from '#text/listed'

const parts: readonly (readonly [RegExp, string])[] = [
  [/^fsync$|^full_page_writes$/, 'A crash of the machine may lose the whole database.'],
  [/^autovacuum$/, 'Nothing removes dead rows, until transaction ids run out.'],
  [/^track_counts$/, 'Autovacuum does not know what to do, and Howdah has no figures.'],
  [
    /^enable_/,
    'The planner avoids such plans even where they are the best; it is meant for tests.',
  ],
]

export const switchedOff: Rule = about =>
  judged({ proposals: namesOff(about).map(name => turnedOn(about, name)) })

const namesOff = ({ nodes }: Judging): readonly string[] => [
  ...new Set(
    nodes.flatMap(node =>
      node.settings
        .filter(({ name, boot }) => boot === 'on' && parts.some(([pattern]) => pattern.test(name)))
        .filter(({ name }) => servedBy(node, name)?.value === 'off')
        .map(({ name }) => name),
    ),
  ),
]

const turnedOn = ({ nodes }: Judging, name: string): Proposal => {
  const off = nodes.flatMap(node => {
    const served = servedBy(node, name)
    return served?.value === 'off' ? [{ node: node.name, origin: originWords(served.origin) }] : []
  })
  const [first] = off
  return {
    setting: name,
    value: 'on',
    now: 'off',
    evidence: `${name} is off on ${listed(off.map(({ node }) => node))} (${first?.origin ?? ''}), and on by default. ${parts.find(([pattern]) => pattern.test(name))?.[1] ?? ''}`,
    expected: 'PostgreSQL works as it is meant to.',
    since: null,
  }
}
