import { z } from 'zod'
import { type CloneAbout, endOfClone, lockWords } from '#cluster/facts/clone/about'
import type { FoundClone } from '#cluster/facts/clone/clones-in'
import { type ClonesFacts, clonesOfCluster } from '#cluster/facts/clone/of-cluster'
import { momentWords, targetWords } from '#model/clone/target'
import { answers } from '#model/command'
import { line } from '#model/input'
import { isRefusal, type Refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { cloneNamed } from '#playbooks/shared/no-clone'
import { bytes } from '#text/figures'
import { minute } from '#text/instant'
import { writeCommand } from '#text/write-command'

export const cloneShow = answers({
  words: 'clone show',
  summary: 'One clone: its moment, its backup, where it lies and when it ends',
  example: 'shop-clone-1',
  first: 'clone',
  verb: 'read',
  needs: 'cluster',
  input: z.object({ clone: line.max(60).describe('As `clone list` names it') }),
  async answer({ input, view }) {
    return cloneSaid(await clonesOfCluster(view), input.clone)
  },
})

export const cloneSaid = (facts: ClonesFacts, name: string): Answer | Refusal => {
  const found = cloneNamed(facts, name)
  if (isRefusal(found)) return found
  const { about, running, folder } = found
  const { clone, cluster, backup, target, reached, reachedAt } = about
  return answer(`${clone} is ${cluster} ${momentWords(target)}.`, {
    alarm: !running || about.moving !== null,
    lines: [
      `Restored from ${backup} and replayed up to ${reached}${reachedAt === null ? '' : `; its last transaction is of ${reachedAt.slice(0, 19).replace('T', ' ')} UTC`}.`,
      ...lockWords(about),
      ...stateLines(found),
      `Made ${minute(about.madeAt)} by run ${about.run}; it ends ${minute(endOfClone(about))}.`,
      `It lies in ${folder}, ${bytes(about.bytes)} when it was made, not encrypted.`,
    ],
    offers: [
      ...(running && about.moving === null
        ? [{ label: 'Inspect', command: writeCommand('clone inspect', { clone, cluster }) }]
        : []),
      ...(isStartable(found)
        ? [{ label: 'Start the Clone', command: writeCommand('clone start', { clone, cluster }) }]
        : []),
      { label: 'End the Clone', command: writeCommand('clone end', { clone, cluster }) },
    ],
  })
}

type Shown = Pick<FoundClone, 'running' | 'torn'> & { readonly about: CloneAbout }

const isStartable = ({ running, torn, about }: Shown): boolean =>
  !running && !torn && about.moving === null

const stateLines = ({
  about: { clone, moving, promoted, socket },
  running,
  torn,
}: Shown): readonly string[] => {
  if (moving !== null)
    return [
      `It is being moved to ${targetWords(moving)}, or that broke off: until it stands there, it counts for no moment.`,
    ]
  if (running && promoted)
    return [
      `It was promoted there, and takes writes from its user on Howdah’s machine: \`psql -h ${socket}\`. What was written since stands in no backup.`,
    ]
  if (running)
    return [`It is paused and can be read: \`${writeCommand('status', { cluster: clone })}\`.`]
  return [
    torn
      ? 'Its server does not run, and the machine was started since, which may have torn its files: end it, and restore again.'
      : 'Its server does not run: start it again.',
  ]
}
