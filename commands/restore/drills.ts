import { z } from 'zod'
import { lostWords, restoreSeconds, streakWords } from '#checks/drills'
import { answers } from '#model/command'
import type { KeptDrill } from '#model/drill/drill'
import { type Answer, answer } from '#model/reply'
import { bytes, counted, seconds } from '#text/figures'
import { minute } from '#text/instant'
import { asSentence } from '#text/sentence'
import { writeCommand } from '#text/write-command'

/** Weekly drills of half a year. */
const most = 26

export const restoreDrills = answers({
  words: 'restore drills',
  summary:
    'Restore drills of a cluster: how each ended, what it measured, and where its evidence is',
  example: '',
  first: null,
  verb: 'read',
  needs: 'cluster',
  input: z.object({}),
  async answer({ view, engine }) {
    const { name } = view.cluster
    return drillsSaid(name, await engine.drills(name, most))
  },
})

export const drillsSaid = (cluster: string, drills: readonly KeptDrill[]): Answer => {
  const offers = [{ label: 'Run a Drill', command: writeCommand('restore drill', { cluster }) }]
  const [newest] = drills
  if (!newest) return answer(`There was no restore drill of ${cluster} yet.`, { offers })
  const failed = drills.filter(({ wrong }) => wrong !== null)
  return answer(
    `${counted(drills.length, 'restore drill')} of ${cluster}, ${failed.length === 0 ? 'all good' : `${failed.length} of them failed`}.`,
    {
      alarm: newest.wrong !== null,
      lines: [
        ...streakWords({ cluster, drills }),
        ...failed
          .slice(0, mostFailed)
          .map(({ drill, at, wrong }) => `${drill}, ${minute(at)}: ${asSentence(wrong ?? '')}`),
        ...(newest.evidence === null
          ? []
          : [`Evidence of ${newest.drill}: SHA-256 \`${newest.evidence}\`.`]),
      ],
      table: {
        columns: ['Drill', 'Ended', 'From, size', 'Restored in', 'Not archived then'],
        rows: drills.map(one => [
          `${one.drill}, ${one.wrong === null ? 'good' : 'failed'}`,
          minute(one.at),
          `${one.backup}${one.figures ? `, ${bytes(one.figures.bytes)}` : ''}`,
          one.figures ? seconds(restoreSeconds(one.figures)) : 'not restored',
          lostWords(one),
        ]),
      },
      offers,
    },
  )
}

const mostFailed = 3
