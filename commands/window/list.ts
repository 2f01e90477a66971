import { z } from 'zod'
import { comingOpenings, type Hours, hasHours } from '#model/calendar/hours'
import { spanWords } from '#model/calendar/hours-words'
import { isOpen, openingWords } from '#model/calendar/window'
import { answers } from '#model/command'
import type { BlackoutConfig, ClusterConfig } from '#model/configuration'
import { line } from '#model/input'
import { refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { counted } from '#text/figures'
import { listed } from '#text/listed'

export const windowList = answers({
  words: 'window list',
  summary:
    'When changes may begin on each cluster: the maintenance windows of the next days, and blackouts',
  example: 'shop',
  first: 'cluster',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ cluster: line.optional().describe('All of them when left out') }),
  async answer({ input, engine }) {
    const clusters = engine.config.clusters.filter(({ name, cloneOf }) =>
      input.cluster === undefined ? cloneOf === undefined : input.cluster === name,
    )
    return clusters.length === 0
      ? refusal(
          'No cluster in the inventory matches.',
          `Known clusters: ${engine.clusters.join(', ')}.`,
        )
      : windowsOf(clusters, await engine.now())
  },
})

type Listed = Pick<ClusterConfig, 'name'> & Hours

const shownOpenings = 3

export const windowsOf = (clusters: readonly Listed[], now: Date): Answer => {
  const held = clusters.filter(hasHours)
  const free = clusters.filter(cluster => !hasHours(cluster)).map(({ name }) => name)
  const always = `On ${listed(free)} changes may begin at any time.`
  if (held.length === 0) return answer(always)
  return answer(titleOf(held, now), {
    lines: free.length > 0 ? [always] : [],
    table: {
      columns: ['Cluster', 'Name', 'When', 'Window', 'At its end'],
      rows: held.flatMap(cluster => [
        ...blackoutRows(cluster, now),
        ...comingOpenings(cluster, now)
          .slice(0, shownOpenings)
          .map(opening => [
            cluster.name,
            opening.name ?? '',
            isOpen(opening, now) ? 'open now' : 'next',
            openingWords(opening),
            opening.atEnd,
          ]),
      ]),
    },
  })
}

const titleOf = (held: readonly Listed[], now: Date): string => {
  const windowed = held.filter(({ windows }) => windows.length > 0)
  const open = windowed.filter(cluster =>
    comingOpenings(cluster, now).some(one => isOpen(one, now)),
  )
  const dark = held.filter(({ blackouts }) => blackouts.some(one => hasBegun(one, now)))
  const windows =
    windowed.length === 0
      ? 'No cluster has a maintenance window'
      : `${counted(windowed.length, 'cluster has', 'clusters have')} maintenance windows; ${open.length === 0 ? 'none is open' : `open on ${listed(open.map(({ name }) => name))}`} now`
  return dark.length === 0
    ? `${windows}.`
    : `${windows}. Nothing begins on ${listed(dark.map(({ name }) => name))}: there is a blackout.`
}

const hasBegun = ({ from, to }: BlackoutConfig, now: Date): boolean =>
  new Date(from) <= now && now < new Date(to)

const blackoutRows = ({ name, blackouts }: Listed, now: Date): readonly (readonly string[])[] =>
  blackouts
    .filter(({ to }) => new Date(to) > now)
    .toSorted((one, other) => one.from.localeCompare(other.from))
    .slice(0, shownOpenings)
    .map(one => [
      name,
      'blackout',
      hasBegun(one, now) ? 'now' : 'next',
      `${spanWords(one)}: ${one.reason}`,
      '',
    ])
