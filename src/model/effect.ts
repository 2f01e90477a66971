/** What a step touches, as data: standing approvals and approvers judge by it. */
export interface Effect {
  readonly change: 'create' | 'drop' | 'rebuild' | 'cancel' | 'terminate'
  readonly kind: 'index' | 'session'
  /** As a person reads it: `public.users_lower_idx`, `pid 4711 on shop-1`. */
  readonly object: string
  readonly bytes: number | null
  /** Strongest lock on a table others use, in PostgreSQL's words, and what it stops. */
  readonly lock: { readonly table: string; readonly mode: string; readonly blocks: Blocks } | null
}

export type Blocks = 'nothing' | 'schema changes' | 'writes' | 'reads and writes'
