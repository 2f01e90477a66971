import { z } from 'zod'
import { isOpen, openingsAfter, openingWords } from '#model/calendar/window'
import { answers } from '#model/command'
import type { ClusterConfig } from '#model/configuration'
import { line } from '#model/input'
import { refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { counted } from '#text/figures'
import { listed } from '#text/listed'

export const windowList = answers({
  words: 'window list',
  summary: 'When changes may begin on each cluster: the maintenance windows of the next days',
  example: 'shop',
  first: 'cluster',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ cluster: line.optional().describe('All of them when left out') }),
  answer({ input, engine }) {
    const clusters = engine.config.clusters.filter(
      ({ name }) => input.cluster === undefined || input.cluster === name,
    )
    return clusters.length === 0
      ? refusal(
          'No cluster in the inventory matches.',
          `Known clusters: ${engine.clusters.join(', ')}.`,
        )
      : windowsOf(clusters, new Date())
  },
})

const shownOpenings = 3

export const windowsOf = (
  clusters: readonly Pick<ClusterConfig, 'name' | 'windows'>[],
  now: Date,
): Answer => {
  const held = clusters.filter(({ windows }) => windows.length > 0)
  const free = clusters.filter(({ windows }) => windows.length === 0).map(({ name }) => name)
  const always = `On ${listed(free)} changes may begin at any time.`
  if (held.length === 0) return answer(always)
  const rows = held.flatMap(({ name, windows }) =>
    openingsAfter(windows, now)
      .slice(0, shownOpenings)
      .map(opening => [name, isOpen(opening, now) ? 'open now' : 'next', openingWords(opening)]),
  )
  const open = new Set(rows.filter(([, state]) => state === 'open now').map(([name]) => name))
  return answer(
    `${counted(held.length, 'cluster has', 'clusters have')} maintenance windows; ${open.size === 0 ? 'none is open' : `open on ${listed([...open].map(String))}`} now.`,
    {
      lines: free.length > 0 ? [always] : [],
      table: { columns: ['Cluster', 'When', 'Window'], rows },
    },
  )
}
