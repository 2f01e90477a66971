/** Values with which a server would not start, and the memory that a value may take, by arithmetic that is shown. */
import { type ConfigNode, settingOf } from '#cluster/facts/config/look'
import type { Estimate } from '#model/plan'
import { type Refusal, refusal } from '#model/refusal'
import type { NodeChange, SettingChange } from '#playbooks/config/changes'
import { bytes, count } from '#text/figures'

/** The value of each setting after the change. */
const valuesAfter =
  (node: ConfigNode, changes: readonly SettingChange[]) =>
  (name: string): string | null =>
    changes.find(({ setting }) => setting.name === name)?.after ??
    settingOf(node, name)?.setting ??
    null

/** The server ends at the start where such values do not fit together (postmaster.c, PostmasterMain). */
export const wouldNotStart = (
  changed: readonly NodeChange[],
  all: readonly ConfigNode[],
): Refusal | undefined => {
  for (const { node, changes } of changed) {
    const about = all.find(({ name }) => name === node.name)
    if (!about) continue
    const value = valuesAfter(about, changes)
    const number = (name: string) => Number(value(name) ?? 0)
    const reserved = number('superuser_reserved_connections') + number('reserved_connections')
    if (reserved >= number('max_connections'))
      return refusal(
        `${node.name} would not start: ${reserved} connections are reserved, and max_connections would be ${number('max_connections')}.`,
        `Leave max_connections above ${reserved}.`,
      )
    if (value('wal_level') === 'minimal' && number('max_wal_senders') > 0)
      return refusal(
        `${node.name} would not start: with wal_level minimal max_wal_senders must be 0, and it would be ${number('max_wal_senders')}.`,
        'Keep wal_level as it is.',
      )
    const segment = Number(settingOf(about, 'wal_segment_size')?.setting ?? 0) / 1_048_576
    for (const name of ['min_wal_size', 'max_wal_size'])
      if (value(name) !== null && number(name) < 2 * segment)
        return refusal(
          `${node.name} would not start: ${name} must be two WAL segments of ${segment}MB at least.`,
          `Give ${name} ${2 * segment}MB or more.`,
        )
  }
  return undefined
}

/** Memory that the primary, or else the first node, may come to use. */
export const memoryEstimates = (
  changed: readonly NodeChange[],
  all: readonly ConfigNode[],
): readonly Estimate[] => {
  const [first] = changed.toSorted(
    (one, other) => Number(other.node.role === 'primary') - Number(one.node.role === 'primary'),
  )
  const about = all.find(({ name }) => name === first?.node.name)
  if (!first || !about) return []
  const value = valuesAfter(about, first.changes)
  const number = (name: string) => Number(value(name) ?? 0)
  const has = (...names: readonly string[]) =>
    first.changes.some(({ setting }) => names.includes(setting.name))
  const connections = number('max_connections')
  const each = number('work_mem') * 1024 * Math.max(1, number('hash_mem_multiplier'))
  return [
    ...(has('work_mem', 'hash_mem_multiplier', 'max_connections')
      ? [
          {
            label: 'Memory',
            value: `${bytes(number('work_mem') * 1024)} work_mem × ${Math.max(1, number('hash_mem_multiplier'))} hash_mem_multiplier × ${count(connections)} max_connections = ${bytes(each * connections)}, if every connection hashes once at the same time; a statement may sort or hash several times`,
          },
        ]
      : []),
    ...(has('shared_buffers')
      ? [
          {
            label: 'Shared memory',
            value: `${bytes(number('shared_buffers') * 8192)} shared_buffers beside the rest; ${first.node.name} does not start where the machine has less, and what the machine has is not known from here: \`postgres -C shared_memory_size\` tells there`,
          },
        ]
      : []),
    ...(has('maintenance_work_mem', 'autovacuum_work_mem', 'autovacuum_max_workers')
      ? [
          {
            label: 'Vacuum memory',
            value: vacuums(number),
          },
        ]
      : []),
  ]
}

const vacuums = (number: (name: string) => number): string => {
  const own = number('autovacuum_work_mem')
  const each = (own > 0 ? own : number('maintenance_work_mem')) * 1024
  const workers = number('autovacuum_max_workers')
  return `${bytes(each)} × ${count(workers)} autovacuum_max_workers = ${bytes(each * workers)}`
}
