/**
 * The level that the processes of an application share. Every request may be lost, late or sent twice: a late
 * fill is refused by the token, and a late invalidation costs a load.
 */

/** Milliseconds from now by the clock of the level: the clocks of processes do not count. */
export interface Lifetimes {
  /** From then on a hit has the value loaded anew, in the background. */
  readonly refreshMs: number
  readonly freshMs: number
  /** Until then the value may stand in for a loader that fails. */
  readonly keptMs: number
}

export interface SharedEntry extends Lifetimes {
  /** Token of the lease that filled the entry. */
  readonly id: string
  readonly payload: Buffer
  readonly tags: readonly string[]
}

export type NewEntry = Omit<SharedEntry, 'id'>

export interface CacheKey {
  readonly namespace: string
  readonly key: string
}

export interface LeaseRequest {
  /** Chosen at random; a fill names the token, and any write or invalidation since makes the fill fail. */
  readonly token: string
  readonly leaseMs: number
  readonly tags: readonly string[]
  /** How long an entry of the lease may be kept at most, with the lease. */
  readonly tagMs: number
}

export type LeaseAnswer =
  | { readonly kind: 'granted'; readonly stale: SharedEntry | undefined }
  /** Held by a different loader for `ms` unless renewed. */
  | { readonly kind: 'held'; readonly ms: number; readonly stale: SharedEntry | undefined }
  /** The last loader failed: no process loads for `ms`. */
  | { readonly kind: 'paused'; readonly ms: number; readonly stale: SharedEntry | undefined }
  | { readonly kind: 'fresh'; readonly entry: SharedEntry }

export type Invalidation =
  | ({ readonly kind: 'key' } & CacheKey)
  | { readonly kind: 'tag'; readonly namespace: string; readonly tag: string }
  | { readonly kind: 'namespace'; readonly namespace: string }

/** A message to all processes; `lease` wakes processes that wait for a lease. */
export type LevelMessage = Invalidation | ({ readonly kind: 'lease' } & CacheKey)

export interface SharedLevel {
  /** A process may serve from memory for so long after a proof was asked for. */
  readonly trustMs: number
  /** So long after a write every proof from before the write has ended. */
  readonly settleMs: number
  /** Connects anew. Resolves once messages are heard; `lost` is called once when messages may be missed. */
  enter(hear: (message: LevelMessage) => void, lost: (error: unknown) => void): Promise<void>
  /** Resolves after `hear` was called with each message that was sent before. */
  prove(): Promise<void>
  /** Entries in the order of the keys, stale entries too. */
  read(keys: readonly CacheKey[]): Promise<readonly (SharedEntry | undefined)[]>
  /** Asks to load. The entry with the id `unreadable` counts as none. */
  lease(key: CacheKey, request: LeaseRequest, unreadable: string | undefined): Promise<LeaseAnswer>
  /** Takes the lease from any holder and removes the value, so that a new value can be filled in. */
  seize(key: CacheKey, request: LeaseRequest): Promise<void>
  /** False where the lease has ended. */
  fillIn(key: CacheKey, token: string, entry: NewEntry): Promise<boolean>
  renew(key: CacheKey, token: string, leaseMs: number): Promise<void>
  /** Ends a lease without a value, and keeps all processes from loading for `pauseMs`. */
  giveUp(key: CacheKey, token: string, pauseMs: number): Promise<void>
  /** Removes entries, and ends the leases of the loaders. */
  invalidate(what: readonly Invalidation[]): Promise<void>
  close(): Promise<void>
}
