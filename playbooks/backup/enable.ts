/**
 * Has the servers of a cluster archive WAL by Howdah's program, which encrypts where there is a key, and checks that
 * WAL arrives. The command is made of paths of the inventory: nobody types a word of the command in chat.
 */
import { z } from 'zod'
import { type ArchivingFacts, lookAtArchiving } from '#cluster/facts/backup/archiving'
import type { ConfigNode } from '#cluster/facts/config/look'
import type { SettingAction, SettingValue } from '#model/actions/setting'
import type { PlanBody, Step } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import {
  type ArchivingChange,
  archiveCommand,
  archivesAlready,
  changesOn,
} from '#playbooks/backup/enable-changes'
import { guardOfArchiving } from '#playbooks/backup/enable-guard'
import { type ArchivingReady, readyToArchive } from '#playbooks/backup/enable-refusals'
import { listed } from '#text/listed'

const someSeconds = 'A whole number of seconds, from 10 to 86400'

export const enableInput = z.object({
  wait: z.coerce
    .number(someSeconds)
    .int(someSeconds)
    .min(10, someSeconds)
    .max(86_400, someSeconds)
    .default(120)
    .describe('Seconds until the first file has to arrive; a server archives its queue before'),
})

type EnableInput = z.infer<typeof enableInput>

export const backupEnable = definePlaybook<EnableInput, ArchivingFacts, ArchivingReady>({
  name: 'backup.enable',
  version: 1,
  summary: 'Have the servers archive their WAL into the repository, and check that it arrives',
  example: '',
  first: null,
  risk: 'disruptive',
  input: enableInput,

  look: (view, _, known) => lookAtArchiving(view, known, changesOn),

  refuse: (_, facts) => readyToArchive(facts),

  plan({ wait }, ready): PlanBody {
    const { node, nodes, repository, archiver } = ready
    const changed = changedNodes(ready)
    const [primary] = nodes
    const restarts = changed.filter(({ changes }) => changes.some(one => one.restarts))
    const checks = primary !== undefined && archivesAlready(primary)
    return {
      headline:
        changed.length === 0
          ? `Check that the WAL of ${node} arrives in ${repository.archive}`
          : `Archive the WAL of ${listed(changed.map(({ name }) => name))} into ${repository.archive}`,
      steps: [
        ...changed.map(one => settingStep(ready, one)),
        ...(checks ? checkSteps(ready, changed.length, wait) : []),
      ],
      claims: nodes.map(({ name }) => ({
        on: 'node',
        key: name,
        label: name,
        mode: 'exclusive',
      })),
      estimates: [
        { label: 'Command', value: archiveCommand(archiver) },
        {
          label: 'Counts',
          value:
            restarts.length === 0
              ? 'after a reload, which this plan does'
              : `after the restart of ${listed(
                  restarts.map(({ name }) => name),
                  'and',
                )}, which this plan does not do: \`node restart\` does`,
        },
        {
          label: 'Encrypted',
          value:
            repository.key === null
              ? 'no: the inventory gives no key'
              : `yes, with ${repository.key}`,
        },
        { label: 'Locks', value: 'none: reads, writes and schema changes continue' },
        { label: 'Undo', value: 'writes back what postgresql.auto.conf has now' },
      ],
      notes: [
        'The command runs as the user of the server, once for each file of WAL of 16 MB: the program may do whatever that user may.',
        `WAL that cannot be archived stays on the disk of ${node}, until the archive takes it again.`,
        ...(checks
          ? []
          : ['Say `backup enable` again after the restart: that checks that WAL arrives.']),
      ],
    }
  },

  verify(_, { nodes, archiver, node, server, archivesThere, archivesEncrypted, repository }) {
    if (!archiver || !repository) return 'The inventory names no repository any more.'
    for (const one of nodes) {
      const [left] = changesOn(one, archiver)
      if (left) return `${left.name} is not written on ${one.name}.`
    }
    const [primary] = nodes
    if (!primary || !archivesAlready(primary)) return undefined
    if (archivesThere === false)
      return `${node} archives elsewhere: ${server.lastArchived ?? ''} is not in ${repository.archive}.`
    return repository.key !== null && archivesEncrypted === false
      ? `${node} archives unencrypted: ${server.lastArchived ?? ''} in ${repository.archive}.`
      : undefined
  },

  found(_, { nodes, node, server, archivesThere, repository }) {
    const [primary] = nodes
    if (!primary || !repository) return null
    if (!archivesAlready(primary))
      return `Archiving is written on ${node} and pending until its restart.`
    return archivesThere === true
      ? `${node} archived ${server.lastArchived ?? ''} into ${repository.archive}.`
      : null
  },

  guard: (_, ready) => guardOfArchiving(ready),
})

interface ChangedNode extends Pick<ConfigNode, 'name' | 'role'> {
  readonly changes: readonly ArchivingChange[]
}

/** Replicas first: the archiving of a replica begins with a promotion. */
const changedNodes = ({ nodes, archiver }: ArchivingReady): readonly ChangedNode[] =>
  nodes
    .map(node => ({ name: node.name, role: node.role, changes: changesOn(node, archiver) }))
    .filter(({ changes }) => changes.length > 0)
    .toReversed()

const settingStep = ({ database }: ArchivingReady, { name, changes }: ChangedNode): Step => {
  const action = (settings: readonly SettingValue[]): SettingAction => ({
    kind: 'setting',
    node: name,
    database,
    duty: 'maintain',
    settings,
    deadlineSeconds: 60,
  })
  const effects = (words: (one: ArchivingChange) => string, isUndo: boolean) =>
    changes.map(one => ({
      change: isUndo && one.was === null ? ('reset' as const) : ('set' as const),
      kind: 'setting' as const,
      object: `${one.name} on ${name}: ${words(one)}`,
      bytes: null,
      lock: null,
    }))
  const named = listed(changes.map(one => one.name))
  return {
    title: `Set ${named} on ${name}`,
    action: action(changes.map(one => ({ name: one.name, value: one.value }))),
    effects: effects(({ now, value }) => `${shown(now)} → ${shown(value)}`, false),
    onFailure: 'undo',
    undo: {
      title: `Put back ${named} on ${name}`,
      action: action(changes.map(one => ({ name: one.name, value: one.was }))),
      effects: effects(({ now, value }) => `${shown(value)} → ${shown(now)}`, true),
    },
  }
}

const shown = (value: string): string => (value === '' ? `''` : value)

/** `before` is the number of earlier steps. */
const checkSteps = (
  { node, database, repository }: ArchivingReady,
  before: number,
  seconds: number,
): readonly Step[] => [
  {
    title: `Have ${node} finish its file of WAL`,
    action: {
      kind: 'read',
      node,
      database,
      duty: 'backup',
      // An empty file of WAL is not finished: the message makes sure that the file has content.
      query: {
        text: `select pg_walfile_name(pg_switch_wal()) as file
          from (select pg_logical_emit_message(false, 'howdah', 'archiving') as lsn) written where lsn is not null`,
        values: [],
      },
      outputs: { file: 'text' },
      deadlineSeconds: 60,
    },
    effects: [],
    onFailure: 'undo',
    undo: null,
  },
  {
    title: `Wait until that file is archived into ${repository.archive}`,
    action: {
      kind: 'wait',
      node,
      database,
      duty: 'observe',
      until: {
        text: `select case when left(last_archived_wal, 24) >= $1 then 'present' else 'absent' end as state from pg_stat_archiver`,
        values: [{ from: before, output: 'file' }],
      },
      everySeconds: 1,
      deadlineSeconds: seconds,
    },
    effects: [],
    onFailure: 'undo',
    undo: null,
  },
]
