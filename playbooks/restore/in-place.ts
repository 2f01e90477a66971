/** The last resort: puts a clone into the place of the cluster. The old files stay until a person discards the folder. */
import { z } from 'zod'
import { positionOf } from '#cluster/facts/backup/wal'
import { type InPlaceFacts, lookAtInPlace } from '#cluster/facts/restore/in-place'
import { replacedBy } from '#model/actions/clone'
import { exactTime, momentWords } from '#model/clone/target'
import { line } from '#model/input'
import type { PlanBody } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { type InPlaceReady, readyInPlace } from '#playbooks/restore/in-place-refusals'
import { actOnClone } from '#playbooks/shared/act-on-clone'
import { claimClones } from '#playbooks/shared/claim-clones'
import { bytes, counted } from '#text/figures'
import { listed } from '#text/listed'

export const inPlaceInput = z.object({
  clone: line.max(60).describe('The clone that takes the place, as `clone list` names it'),
  over: line.max(60).describe('The name of the cluster whose files give way, typed out'),
})

type InPlaceInput = z.infer<typeof inPlaceInput>

/** Shutdown, start, and replay since the clone's last restart point. */
const deadlineSeconds = 3_600

export const restoreInPlace = definePlaybook<InPlaceInput, InPlaceFacts, InPlaceReady>({
  name: 'restore.in-place',
  version: 1,
  summary: 'Put a clone into the place of its cluster: the last resort',
  example: 'shop-clone-1 over=shop',
  first: 'clone',
  risk: 'irreversible',
  input: inPlaceInput,

  look: view => lookAtInPlace(view),

  refuse: readyInPlace,

  plan(_, ready): PlanBody {
    const { about, cluster, data, node } = ready
    const { clone, target } = about
    const action = actOnClone(ready, { about, target, way: 'replace', data, deadlineSeconds })
    const kept = replacedBy(action)
    const effect = {
      kind: 'server',
      object: `${node} of ${cluster}`,
      bytes: null,
      lock: null,
    } as const
    return {
      headline: `Put ${clone}, which is ${cluster} ${momentWords(target)}, in the place of ${cluster}`,
      steps: [
        {
          title: `Stop ${node}, move ${clone} to ${data}, and start ${node} again`,
          action,
          effects: [{ ...effect, change: 'replace' }],
          onFailure: 'undo',
          undo: {
            title: `Stop ${node}, and put the files of before back`,
            action: { ...action, way: 'return' },
            effects: [{ ...effect, change: 'return' }],
          },
        },
      ],
      claims: [
        { on: 'cluster', key: cluster, label: `all of ${cluster}`, mode: 'exclusive' },
        claimClones(ready.place.folder),
      ],
      estimates: estimatesOf(ready, kept),
      notes: notesOf(ready),
    }
  },

  verify: (_, { kept, timeline, cluster, present }, steps = []) => {
    const action = steps.map(one => one.action).find(one => one.kind === 'clone')
    return kept?.about?.state === 'replaced' && kept.about.clone.clone === action?.clone
      ? undefined
      : `${cluster} does not run on the files of ${action?.clone ?? 'the clone'}: it is on timeline ${timeline}, at ${present.lsn}.`
  },

  found: (_, { kept, timeline, cluster, present }) =>
    kept?.about
      ? `${cluster} is as it was ${momentWords(kept.about.clone.target)}, on timeline ${timeline} at ${present.lsn}. The files of before are kept in ${kept.folder}.`
      : null,

  next: () => [
    { label: 'Take a Backup', command: 'backup take' },
    {
      label: 'Discard the Old Files',
      command: 'restore discard',
      confirm: {
        title: 'Discard the old files?',
        text: 'They are the only way back: once they are gone, the restore cannot be undone any more.',
        yes: 'Discard',
      },
    },
  ],
})

const estimatesOf = (
  { about, present, cluster, data }: InPlaceReady,
  kept: string,
): PlanBody['estimates'] => [
  {
    label: 'Lost',
    value: `whatever was committed after ${about.reached}${about.reachedAt === null ? '' : ` (the last transaction before is of ${exactTime(about.reachedAt)})`}: ${bytes(Math.max(0, Number(positionOf(present.lsn) - positionOf(about.reached))))} of WAL up to now`,
  },
  {
    label: 'Downtime',
    value: `from the stop until ${cluster} has started and replayed a little; ${counted(present.sessions, 'session is', 'sessions are')} ended`,
  },
  {
    label: 'Kept',
    value: `the files of before, in ${kept}, until somebody says \`restore discard\``,
  },
  { label: 'Room', value: `none is needed: folders are renamed on the disk of ${data}` },
  {
    label: 'Undo',
    value:
      'puts the files of before back, as long as they are kept; what is written after the restore then stays in the folder beside them',
  },
]

const notesOf = ({ replicas, present, about, cluster }: InPlaceReady): readonly string[] => [
  `Everything else that runs on ${cluster} is interrupted first.`,
  ...(replicas.length === 0
    ? []
    : [
        `${listed(replicas)} ${replicas.length === 1 ? 'has' : 'have'} changes from after the moment, and cannot follow: rebuild ${replicas.length === 1 ? 'it' : 'each'} from the new primary.`,
      ]),
  ...(present.slots.length === 0
    ? []
    : [
        `No replication slot is in a backup: ${listed(present.slots)} ${present.slots.length === 1 ? 'is' : 'are'} gone, and whoever reads by ${present.slots.length === 1 ? 'it' : 'them'} begins anew.`,
      ]),
  ...(present.subscriptions.length === 0
    ? []
    : [`${listed(present.subscriptions)} will not get again what was received after the moment.`]),
  `The server keeps its present configuration files, logins in pg_hba.conf included; roles, passwords and settings of databases are those ${momentWords(about.target)}.`,
  'A backup that was taken after the moment leads to what was, and to no moment after the restore: take one then.',
]
