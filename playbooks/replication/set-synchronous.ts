/** Has commits wait for replicas, or no longer; the setting goes back where no replica confirms a mark in the WAL, and where commits stand still afterwards. */
import { z } from 'zod'
import { servedBy } from '#cluster/facts/config/served'
import {
  lookAtSynchronous,
  type SynchronousFacts,
  synchronousSetting,
} from '#cluster/facts/replication/synchronous'
import type { SettingAction } from '#model/actions/setting'
import { line } from '#model/input'
import type { PlanBody, Step } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import {
  commitsGuard,
  synchronousEstimates,
  synchronousNotes,
} from '#playbooks/replication/set-synchronous-notes'
import {
  readyToWait,
  type SynchronousReady,
  type SynchronousWish,
} from '#playbooks/replication/set-synchronous-refusals'

const aNumber = 'A whole number from 1 to 20'

export const setSynchronousInput = z.object({
  replicas: line
    .max(300)
    .describe('Replicas that confirm commits, apart by commas; `none` for no waiting'),
  least: z.coerce
    .number(aNumber)
    .int(aNumber)
    .min(1, aNumber)
    .max(20, aNumber)
    .default(1)
    .describe('How many of them have to confirm'),
  by: z
    .enum(['any', 'first'])
    .default('any')
    .describe('any counts whoever is fastest; first counts in the order given'),
})

type SetSynchronousInput = z.infer<typeof setSynchronousInput>

const wishOf = ({ replicas, least, by }: SetSynchronousInput): SynchronousWish => ({
  replicas: replicas === 'none' ? [] : replicas.split(',').map(name => name.trim()),
  least,
  by,
})

export const replicationSetSynchronous = definePlaybook<
  SetSynchronousInput,
  SynchronousFacts,
  SynchronousReady
>({
  name: 'replication.set-synchronous',
  version: 1,
  summary: 'Have commits wait until replicas have them, or no longer',
  example: 'shop-2',
  first: 'replicas',
  risk: 'disruptive',
  input: setSynchronousInput,

  look: view => lookAtSynchronous(view),

  refuse: (input, facts) => readyToWait(wishOf(input), facts),

  plan(_, ready): PlanBody {
    const { primary, value } = ready
    return {
      headline:
        value === ''
          ? `Have commits on ${primary.name} wait for no replica`
          : `Have commits on ${primary.name} wait for ${value}`,
      steps: [setStep(ready), ...(value === '' ? [] : canary(ready))],
      claims: [{ on: 'node', key: primary.name, label: primary.name, mode: 'exclusive' }],
      estimates: synchronousEstimates(ready),
      notes: synchronousNotes(ready),
    }
  },

  verify(_, { config }, steps = []) {
    const { node, settings } = settingIn(steps)
    const now = config.nodes.find(({ name }) => name === node)
    const value = now && servedBy(now, synchronousSetting)?.value
    return value === settings[0]?.value
      ? undefined
      : `Commits on ${node} wait for ${value === '' ? 'nobody' : value}.`
  },

  guard: (_, { value }) => commitsGuard(value),

  found: (_, { nodes }) => {
    const sends = nodes.find(({ role }) => role === 'primary')?.sends ?? []
    const who = sends.filter(({ sync }) => sync === 'sync' || sync === 'quorum')
    return who.length === 0
      ? 'Commits wait for no replica.'
      : `Commits are confirmed by ${who.map(({ application }) => application).join(', ')}.`
  },
})

const settingIn = (steps: readonly Step[]): SettingAction => {
  const action = steps[0]?.action
  if (action?.kind !== 'setting') throw new Error('its first step sets nothing')
  return action
}

const setStep = ({ primary, config, value, was }: SynchronousReady): Step => {
  const { name, synchronous } = primary
  const action = (to: string | null): SettingAction => ({
    kind: 'setting',
    node: name,
    database: config.database,
    duty: 'maintain',
    settings: [{ name: synchronousSetting, value: to }],
    deadlineSeconds: 60,
  })
  const effect = (from: string, to: string, change: 'set' | 'reset'): Step['effects'] => [
    {
      change,
      kind: 'setting',
      object: `${synchronousSetting} on ${name}: ${shown(from)} → ${shown(to)}`,
      bytes: null,
      lock: null,
    },
  ]
  return {
    title: `Set ${synchronousSetting} on ${name}`,
    action: action(value),
    effects: effect(synchronous, value, 'set'),
    onFailure: 'undo',
    undo: {
      title: `Put back ${synchronousSetting} on ${name}`,
      action: action(was),
      effects: effect(value, synchronous, was === null ? 'reset' : 'set'),
    },
  }
}

const shown = (value: string): string => (value === '' ? `''` : value)

/** A cancelled commit counts as done, so a commit is no test: the mark does not wait, and the look for confirmation has a deadline. */
const canary = ({ primary, config, applications, least }: SynchronousReady): readonly Step[] => {
  const place = { node: primary.name, database: config.database } as const
  return [
    {
      title: `Write a mark into the WAL of ${primary.name}`,
      action: {
        kind: 'read',
        ...place,
        duty: 'maintain',
        query: {
          text: `select pg_logical_emit_message(false, 'howdah', 'canary')::text as mark`,
          values: [],
        },
        outputs: { mark: 'lsn' },
        deadlineSeconds: 30,
      },
      effects: [],
      onFailure: 'undo',
      undo: null,
    },
    {
      title: 'Wait until enough replicas confirm the mark, as a commit would',
      action: {
        kind: 'wait',
        ...place,
        duty: 'observe',
        until: {
          text: confirmed,
          values: [{ from: 1, output: 'mark' }, least, applications.join(',')],
        },
        everySeconds: 0.2,
        deadlineSeconds: 20,
      },
      effects: [],
      onFailure: 'undo',
      undo: null,
    },
  ]
}

const confirmed = `select case when count(distinct application_name) >= $2::int then 'present' else 'absent' end as state
  from pg_stat_replication where sync_state in ('sync', 'quorum') and flush_lsn >= $1::pg_lsn
    and application_name = any(string_to_array($3, ','))`
