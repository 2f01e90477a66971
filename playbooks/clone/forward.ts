/** Moves a clone on by one transaction, in place. */
import { z } from 'zod'
import type { CloneAbout } from '#cluster/facts/clone/about'
import { lookAtNextCommit, type NextCommitFacts } from '#cluster/facts/clone/next-commit'
import type { FoundMoment } from '#cluster/facts/restore/find-moment'
import {
  type CloneTarget,
  exactTime,
  momentWords,
  nameOfDropped,
  targetWords,
} from '#model/clone/target'
import { line } from '#model/input'
import type { PlanBody } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { standsAgain } from '#playbooks/clone/stands-again'
import { actOnClone } from '#playbooks/shared/act-on-clone'
import { claimWal } from '#playbooks/shared/backup-claims'
import { claimClones } from '#playbooks/shared/claim-clones'
import { endClone } from '#playbooks/shared/end-clone'
import { cloneNamed } from '#playbooks/shared/no-clone'
import { noLogin } from '#playbooks/shared/refusals'

export const forwardInput = z.object({
  clone: line.max(60).describe('As `clone list` names it'),
})

type ForwardInput = z.infer<typeof forwardInput>

interface ForwardReady extends NextCommitFacts {
  readonly about: CloneAbout
  readonly next: FoundMoment
  readonly from: string
}

export const cloneForward = definePlaybook<ForwardInput, NextCommitFacts, ForwardReady>({
  name: 'clone.forward',
  version: 1,
  summary: 'Move a clone on by one transaction, so that what it changed can be seen',
  example: 'shop-clone-1',
  first: 'clone',
  risk: 'change',
  tries: true,
  input: forwardInput,

  look: (view, { clone }) => lookAtNextCommit(view, clone),

  refuse({ clone }, facts): Refusal | ForwardReady {
    if (facts.login === null) return noLogin('backup')
    const found = cloneNamed(facts, clone)
    if (isRefusal(found)) return found
    const { about } = found
    const from = facts.place?.folder ?? ''
    const { next } = facts
    return unsettled(about) ?? noNext(facts, about) ?? { ...facts, about, from, next: given(next) }
  },

  plan(_, ready): PlanBody {
    const { about, next, cluster, stanza } = ready
    const { clone } = about
    const target = { kind: 'xid', xid: String(next.xid ?? 0), lsn: next.lsn } as const
    const lost = replaysDrop(about.target, next)
    return {
      headline:
        lost === null
          ? `Move ${clone} of ${cluster} on by one transaction, to ${targetWords(target)} (${exactTime(next.at)})`
          : `Replay the drop of ${lost} in ${clone} of ${cluster}: transaction ${target.xid} (${exactTime(next.at)})`,
      ...(lost === null ? {} : { risk: 'disruptive' as const }),
      steps: [
        {
          title: `Move ${clone} to ${targetWords(target)}`,
          action: {
            ...actOnClone(ready, { about, target, way: 'move' }),
            ...(stanza ? { stanza } : {}),
          },
          effects: [
            { change: 'move', kind: 'clone', object: clone, bytes: about.bytes, lock: null },
          ],
          onFailure: 'undo',
          undo: null,
        },
      ],
      claims: [claimClones(ready.from), claimWal(ready, 'shared')],
      estimates: [
        {
          label: 'Moment',
          value: `transaction ${next.xid ?? 0}, committed ${exactTime(next.at)}, is the first that ${clone} has not replayed; found in the archived WAL at ${next.lsn}`,
        },
        { label: 'Undo', value: 'none: replay goes on only. Restore to the earlier moment again' },
      ],
      notes: [
        ...(lost === null
          ? []
          : [
              `This replays the drop: ${lost} will be gone in ${clone}, with its keys and indexes. Export it first, and see that it came back.`,
            ]),
        `Sessions on ${clone} are ended. Until it is paused again, nobody can read it.`,
        `It stands ${momentWords(about.target)} now.`,
      ],
    }
  },

  verify: ({ clone }, facts, steps = []) => standsAgain(facts, clone, steps),

  found({ clone }, facts) {
    const about = facts.place?.clones.find(one => one.about?.clone === clone)?.about
    return about
      ? `${clone} is ${facts.cluster} ${momentWords(about.target)}: replayed up to ${about.reached}.`
      : null
  },

  next: ({ clone }) => [
    { label: 'Inspect', command: `clone inspect ${clone}` },
    { label: '+1 Transaction', command: `clone forward ${clone}` },
    { label: 'Export Table', command: `clone export clone=${clone}` },
    { label: 'Promote Copy', command: `clone promote ${clone}` },
    endClone(clone),
  ],
})

/** The table that the next transaction drops, where the clone was made to stand before that; null for any other. */
const replaysDrop = (target: CloneTarget, next: FoundMoment): string | null =>
  target.kind === 'drop' && target.found !== null && Number(target.found.xid) === next.xid
    ? nameOfDropped(target)
    : null

const given = (next: FoundMoment | null): FoundMoment => {
  if (!next) throw new Error('no next transaction is a refusal')
  return next
}

const unsettled = ({ clone, moving, promoted }: CloneAbout): Refusal | undefined => {
  if (promoted)
    return refusal(
      `${clone} was promoted, and replays nothing any more.`,
      'Restore to the moment that you want.',
    )
  return moving === null
    ? undefined
    : refusal(
        `Where ${clone} stands is not known: it was being moved to ${targetWords(moving)}, and that broke off.`,
        'End it, and restore again.',
        `clone end ${clone}`,
      )
}

const noNext = (
  { next, read, backupThere, node }: NextCommitFacts,
  { clone, backup }: CloneAbout,
): Refusal | undefined => {
  if (next) return undefined
  if (!backupThere)
    return refusal(
      `${backup}, which ${clone} was made from, is not in the repository any more, so the WAL behind it cannot be followed.`,
      'Restore to the moment that you want.',
    )
  const damage = read?.damage ?? null
  return damage === null
    ? refusal(
        `The archived WAL has no transaction behind the moment of ${clone}${read ? `: it ends at ${read.to}` : ''}.`,
        `If there is a later one, let somebody run \`SELECT pg_switch_wal()\` on ${node}, and ask again.`,
      )
    : refusal(
        `No transaction behind the moment of ${clone} was found before reading ended: ${damage}`,
        'Restore to the moment that you want.',
      )
}
