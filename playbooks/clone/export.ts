/** Brings the rows of a table of a clone back into a schema of their own in the source cluster, and changes nothing else there. */
import { type ExportFacts, lookAtExport } from '#cluster/facts/clone/look'
import { type CopyAction, copiedTable } from '#model/actions/copy'
import type { NextStep, PlanBody, Step } from '#model/plan'
import { definePlaybook } from '#model/playbook'
import { type ExportInput, exportInput } from '#playbooks/clone/export-input'
import { exportNotes } from '#playbooks/clone/export-notes'
import { exportRefused, type ReadyExport } from '#playbooks/clone/export-refusals'
import { walEstimates } from '#playbooks/shared/disk-room'
import { endClone } from '#playbooks/shared/end-clone'
import { bytes, count } from '#text/figures'
import { writeCommand } from '#text/write-command'

/** Seconds: a copy reads, sends and writes, and each side reads the rows once more. */
const leastDeadline = 3_600
/** Of a slow network, on purpose. */
const slowestBytesASecond = 1_024 ** 2

export const cloneExport = definePlaybook<ExportInput, ExportFacts, ReadyExport>({
  name: 'clone.export',
  version: 1,
  summary: 'Bring the rows of a table of a clone back, into a schema of their own',
  example: 'orders clone=shop-before',
  first: 'table',
  risk: 'change',
  input: exportInput,

  look: lookAtExport,

  refuse: exportRefused,

  plan(_, ready): PlanBody {
    const { table, clone, cluster, database, schema, copied, wal } = ready
    return {
      headline: `Bring ${table.quoted} of ${clone.name} back to ${cluster}, into schema ${schema}`,
      steps: [stepOf(ready)],
      claims: [
        {
          on: 'relation',
          key: `${database}/schema ${schema}`,
          label: `schema ${schema}`,
          mode: 'exclusive',
        },
      ],
      estimates: [
        {
          label: 'Rows',
          value: copied.rows === null ? 'not known before' : `about ${count(copied.rows)}`,
        },
        {
          label: 'Room',
          value: `about ${bytes(copied.bytes)}${ready.freeBytes === null ? '' : `, of ${bytes(ready.freeBytes)} free`}`,
        },
        ...walEstimates(wal, copied.bytes),
        { label: 'Locks', value: 'none on a table in use: the schema and the table are new' },
        { label: 'Undo', value: `drops schema ${schema}, unless somebody changed its rows` },
      ],
      notes: exportNotes(ready),
    }
  },

  verify: (_, { copies }, steps = []) => {
    const action = copyOf(steps)
    return action && copies.some(({ schema }) => schema === action.schema)
      ? undefined
      : `There is no copy in schema ${action?.schema ?? ''}.`
  },

  found(_, { copies }, steps) {
    const action = copyOf(steps)
    const copy = copies.find(({ schema }) => schema === action?.schema)
    return action && copy
      ? `${copiedTable(action)} is there, ${bytes(copy.bytes)}: before the commit both servers told the same count and hash of the rows.`
      : null
  },

  next({ clone }, steps) {
    const copy = copyOf(steps)
    return copy ? [mergeByHand(copy), endClone(clone)] : []
  },
})

const mergeByHand = ({ schema, from }: CopyAction): NextStep => ({
  label: 'Merge by Hand',
  command: writeCommand(`clone merge ${schema}`, { table: from.table, clone: from.cluster }),
})

const stepOf = (ready: ReadyExport): Step => {
  const { table, clone, node, database, schema, copied, quarantine } = ready
  const action: CopyAction = {
    kind: 'copy',
    node,
    database,
    duty: 'ddl',
    role: table.owner,
    from: {
      cluster: clone.name,
      node: clone.node,
      database,
      table: table.quoted,
      lsn: clone.moment.lsn,
    },
    schema,
    table: copied.quotedName,
    columns: copied.columns,
    shutOut: quarantine.shutOut,
    grants: copied.grants
      .filter(({ role }) => role === null || quarantine.roles.includes(role))
      .map(({ privileges, to, grantable }) => ({ privileges, to, grantable })),
    way: 'copy',
    deadlineSeconds: Math.max(leastDeadline, Math.ceil(copied.bytes / slowestBytesASecond)),
  }
  const object = copiedTable(action)
  return {
    title: `Copy ${table.quoted} of ${clone.name} to ${object}`,
    action,
    effects: [
      {
        change: 'create',
        kind: 'export',
        object,
        bytes: Math.round(copied.bytes),
        lock: null,
      },
    ],
    onFailure: 'undo',
    undo: {
      title: `Drop schema ${schema}`,
      action: { ...action, way: 'remove', deadlineSeconds: leastDeadline },
      effects: [{ change: 'remove', kind: 'export', object, bytes: null, lock: null }],
    },
  }
}

/** The copy of a plan; undefined in the steps of an undo. */
const copyOf = (steps: readonly Step[]): CopyAction | undefined =>
  steps
    .map(({ action }) => action)
    .find((action): action is CopyAction => action.kind === 'copy' && action.way === 'copy')
