import { z } from 'zod'
import { type CloneAbout, endOfClone } from '#cluster/facts/clone/about'
import { type ClonesFacts, clonesOfCluster } from '#cluster/facts/clone/of-cluster'
import { targetWords } from '#model/clone/target'
import { answers } from '#model/command'
import type { Refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { noClonePlace } from '#playbooks/shared/no-clone'
import { bytes, counted } from '#text/figures'
import { minute } from '#text/instant'
import { writeCommand } from '#text/write-command'

export const cloneList = answers({
  words: 'clone list',
  summary: 'Clones of a cluster: of which moment, how large, until when',
  example: '',
  first: null,
  verb: 'read',
  needs: 'cluster',
  input: z.object({}),
  async answer({ view }) {
    return clonesSaid(await clonesOfCluster(view))
  },
})

export const clonesSaid = ({ cluster, place }: ClonesFacts): Answer | Refusal => {
  if (place === null) return noClonePlace(cluster)
  const found = place.clones.flatMap(one => (one.about ? [{ ...one, about: one.about }] : []))
  const restore = {
    label: 'Restore to a Moment',
    command: writeCommand('restore point-in-time', { cluster }),
  }
  if (found.length === 0) return answer(`There is no clone of ${cluster}.`, { offers: [restore] })
  const [first] = found
  const dead = found.filter(({ running }) => !running).map(({ about }) => about.clone)
  return answer(`${counted(found.length, 'clone')} of ${cluster}.`, {
    alarm: dead.length > 0,
    lines: dead.map(
      name => `${name} is there, and its server does not run: start it again, or end it.`,
    ),
    table: {
      columns: ['Clone', 'Moment', 'From, size', 'Ends', 'State'],
      rows: found.map(({ about, running }) => [
        about.clone,
        targetWords(about.target),
        `${about.backup}, ${bytes(about.bytes)}`,
        minute(endOfClone(about)),
        stateOf(about, running),
      ]),
    },
    offers: [
      ...(first
        ? [
            {
              label: 'Show the First',
              command: writeCommand('clone show', { clone: first.about.clone, cluster }),
            },
          ]
        : []),
      restore,
    ],
  })
}

const stateOf = (
  { moving, promoted }: Pick<CloneAbout, 'moving' | 'promoted'>,
  running: boolean,
): string => {
  if (moving !== null) return 'on the move'
  if (!running) return 'not running'
  return promoted ? 'takes writes' : 'paused, can be read'
}
