/** What a run needs for itself. Shared claims of one thing get along, exclusive ones queue. */
export interface Claim {
  readonly on: 'relation' | 'pool' | 'node' | 'cluster'
  /** Unique within the cluster, e.g. `app/16421` (database and oid). */
  readonly key: string
  /** As a person reads it: `public.users`. */
  readonly label: string
  readonly mode: 'shared' | 'exclusive'
}
