/** An entry's bytes: whether there is a value, the codec's name, the value. */
import type { CacheCodec } from '#cache/codec'

const absent = 0
const present = 1

export type Unpacked<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'unreadable' }

export const pack = <Value>(codec: CacheCodec<Value>, value: Value): Buffer => {
  const name = Buffer.from(codec.name)
  const head = Buffer.from([value === undefined ? absent : present, name.length])
  return Buffer.concat([head, name, ...(isPresent(value) ? [codec.encode(value)] : [])])
}

const isPresent = <Value>(value: Value): value is Exclude<Value, undefined> => value !== undefined

/** A value of a different version, a damaged value and a too large value are unreadable. */
export const unpack = <Value>(
  codec: CacheCodec<Value>,
  payload: Buffer,
  mostBytes: number,
): Unpacked<Value> => {
  const [kind, length = 0] = payload
  const name = payload.toString('utf8', 2, 2 + length)
  if (payload.length > mostBytes || name !== codec.name) return { kind: 'unreadable' }
  try {
    // The type of an absent value includes undefined: only such a namespace packs one.
    if (kind === absent) return { kind: 'value', value: undefined as Value }
    if (kind !== present) return { kind: 'unreadable' }
    return { kind: 'value', value: codec.decode(payload.subarray(2 + length)) }
  } catch {
    return { kind: 'unreadable' }
  }
}
