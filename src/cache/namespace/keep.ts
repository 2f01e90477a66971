/** From an entry of the shared level to a value that this process has, and back. */
import type { Lifetimes, NewEntry, SharedEntry } from '#cache/levels/level'
import type { KeptValue } from '#cache/memory'
import type { NamespaceParts } from '#cache/namespace/parts'
import { pack, unpack } from '#cache/payload'
import { lifetimesOf } from '#cache/policy'

/** Taken before a request: a value of the answer may be kept in memory if no message was heard since. */
export interface AskedAt {
  readonly at: number
  readonly mark: number
}

export const askedNow = (
  { now, memory }: Pick<NamespaceParts<unknown>, 'now' | 'memory'>,
  key: string,
): AskedAt => ({ at: now(), mark: memory.mark(key) })

/** Undefined for an entry that this version cannot read. */
export const readEntry = <Value>(
  { policy, counts }: NamespaceParts<Value>,
  entry: SharedEntry,
  { at }: AskedAt,
): KeptValue<Value> | undefined => {
  const { payload, tags } = entry
  const unpacked = unpack(policy.codec, payload, policy.valueBytes)
  counts.bytesRead += payload.length
  if (unpacked.kind === 'unreadable') {
    counts.unreadable += 1
    return undefined
  }
  return { value: unpacked.value, ...momentsOf(entry, at), tags, bytes: payload.length }
}

/** Whole milliseconds: V8 keeps a small integer in the object, and a fraction in memory apart. */
const momentsOf = ({ refreshMs, freshMs, keptMs }: Lifetimes, at: number) => ({
  refreshAt: Math.floor(at + refreshMs),
  freshUntil: Math.floor(at + freshMs),
  keptUntil: Math.floor(at + keptMs),
})

export interface WrittenValue<Value> {
  /** As every reader will get the value: through the codec. */
  readonly value: Value
  /** Undefined where the policy keeps no such value. */
  readonly entry: NewEntry | undefined
}

/** Encodes a value; throws at a value that the codec cannot encode or read back. */
export const writeEntry = <Value>(
  { policy, counts }: NamespaceParts<Value>,
  value: Value,
  tags: readonly string[],
): WrittenValue<Value> => {
  const isAbsent = value === undefined
  if (isAbsent && policy.absentMs === 0) return { value, entry: undefined }
  const payload = pack(policy.codec, value)
  if (payload.length > policy.valueBytes) {
    counts.tooLarge += 1
    return { value, entry: undefined }
  }
  const read = unpack(policy.codec, payload, policy.valueBytes)
  if (read.kind === 'unreadable')
    throw new TypeError(
      `The codec ${policy.codec.name} does not read the value that it has written.`,
    )
  return { value: read.value, entry: { ...lifetimesOf(policy, isAbsent), payload, tags } }
}

/** A value that was just filled in. */
export const keptOf = <Value>(
  { value }: WrittenValue<Value>,
  entry: NewEntry,
  { at }: AskedAt,
): KeptValue<Value> => ({
  value,
  ...momentsOf(entry, at),
  tags: entry.tags,
  bytes: entry.payload.length,
})
