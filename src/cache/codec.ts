/** How values become bytes. `undefined` is never encoded: the cache notes the absence of a value. */
export interface CacheCodec<Value> {
  /** Names format and version, e.g. `profile-2`. An entry of a different name is a miss. */
  readonly name: string
  encode(value: Exclude<Value, undefined>): Uint8Array
  /** Throws at bytes that are no such value. */
  decode(bytes: Buffer): Exclude<Value, undefined>
}

/** JSON, checked by `read` (a schema's `parse`), a function that throws at a value of a different shape. */
export const jsonCodec = <Value>(
  name: string,
  read: (value: unknown) => Exclude<Value, undefined>,
): CacheCodec<Value> => ({
  name,
  encode: value => Buffer.from(JSON.stringify(value)),
  decode: bytes => read(JSON.parse(bytes.toString())),
})
