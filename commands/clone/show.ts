import { z } from 'zod'
import { endOfClone, lockWords } from '#cluster/facts/clone/about'
import { type ClonesFacts, clonesOfCluster } from '#cluster/facts/clone/of-cluster'
import { targetWords } from '#model/clone/target'
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
  return answer(`${clone} is ${cluster} at ${targetWords(target)}.`, {
    alarm: !running,
    lines: [
      `Restored from ${backup} and replayed up to ${reached}${reachedAt === null ? '' : `; its last transaction is of ${reachedAt.slice(0, 19).replace('T', ' ')} UTC`}.`,
      ...lockWords(about),
      running
        ? `It is paused and can be read: \`${writeCommand('status', { cluster: clone })}\`.`
        : 'Its server does not run: end it, and restore again.',
      `Made ${minute(about.madeAt)} by run ${about.run}; it ends ${minute(endOfClone(about))}.`,
      `It lies in ${folder}, ${bytes(about.bytes)} when it was made, not encrypted.`,
    ],
    offers: [{ label: 'End the Clone', command: writeCommand('clone end', { clone, cluster }) }],
  })
}
