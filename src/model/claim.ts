/** A need of a run. Shared claims on the same key coexist, exclusive claims queue. */
export interface Claim {
  readonly on: 'relation' | 'pool' | 'node' | 'cluster'
  /** Unique within the cluster, e.g. `app/16421` (database and oid). */
  readonly key: string
  /** As a person reads it: `public.users`. */
  readonly label: string
  readonly mode: 'shared' | 'exclusive'
}
