/** What a step touches, as data: standing approvals and approvers judge by it. */
export interface Effect {
  readonly change: Verb
  readonly kind: keyof typeof effectWords
  /** As a person reads it: `public.users_lower_idx`, `pid 4711 on shop-1`. */
  readonly object: string
  readonly bytes: number | null
  /** Strongest lock on a table others use, in PostgreSQL's words, and what it stops. */
  readonly lock: { readonly table: string; readonly mode: string; readonly blocks: Blocks } | null
}

export type Blocks = 'nothing' | 'schema changes' | 'writes' | 'reads and writes'

/** What people read about one kind of effect. */
export interface EffectWords {
  /** The playbook whose policy holds for it, whatever plan it is part of. */
  readonly policy: string
  /** What a person approves: "Approve Build". */
  readonly approves: string
  /** False where nothing calls the effect back once it was sent. */
  readonly recallable: boolean
  /** Asked once more before the approval of what nothing brings back. */
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string }
}

/** Every effect that a step can have, by what it touches and what it does; a new playbook adds a line. */
const effectWords = {
  index: {
    create: { policy: 'index.create', approves: 'Build', recallable: true },
    drop: { policy: 'index.drop', approves: 'Drop', recallable: true },
    rebuild: { policy: 'index.reindex', approves: 'Rebuild', recallable: true },
  },
  session: {
    cancel: {
      policy: 'session.cancel',
      approves: 'Cancelling the Statement',
      recallable: false,
    },
    terminate: {
      policy: 'session.terminate',
      approves: 'Ending the Session',
      recallable: false,
      confirm: {
        title: 'End this session?',
        text: 'Its connection is closed and what it has not committed is lost. Nothing brings it back.',
        yes: 'End It',
      },
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, EffectWords>>>>

type Verb = {
  [Kind in keyof typeof effectWords]: keyof (typeof effectWords)[Kind]
}[keyof typeof effectWords]

export const wordsOfEffect = ({ kind, change }: Pick<Effect, 'kind' | 'change'>): EffectWords => {
  const words = (effectWords[kind] as Readonly<Partial<Record<Verb, EffectWords>>>)[change]
  if (!words) throw new Error(`nothing is said about ${change} of ${kind}`)
  return words
}
