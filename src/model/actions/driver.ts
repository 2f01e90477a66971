/**
 * A driver performs one kind of action. The engine hands a plain action to the driver, gets a hand, and uses five
 * words: end strays, fence, look, act, close.
 */
import type { Action } from '#model/action'
import type { ActionState } from '#model/actions/action-kind'
import type { Cursor } from '#model/actions/cursor'
import type { ClusterConfig } from '#model/configuration'
import type { BackupMarks } from '#model/record/backup-marks'
import type { Reader, View } from '#model/view'

export interface Driver<A extends Action = Action> {
  readonly kind: A['kind']
  /** Opens the place of the action, not fenced yet; throws a Failure when the place does not open. */
  take(action: A, holder: Holder): Promise<Hand<A>>
  /** The state as the observing login sees the target. */
  observe(action: A, view: View): Promise<ActionState>
}

/** A driver for each kind, as main hands the drivers to the engine. */
export type Drivers = { readonly [Kind in Action['kind']]: Driver<Extract<Action, { kind: Kind }>> }

export const driverOf = <A extends Action>(drivers: Drivers, { kind }: A): Driver<A> =>
  drivers[kind] as unknown as Driver<A>

/** A run on a cluster, with the token of the process that holds the run. */
export interface Holder {
  readonly cluster: Operated
  readonly run: string
  readonly token: number
}

/** A cluster as drivers see it. */
export interface Operated {
  readonly config: ClusterConfig
  readonly marks: BackupMarks
  /** Reads with the observing login. */
  reader(node: string, database: string): Reader
  /** Undefined for a cluster that is no clone of this one. */
  clone(name: string): Operated | undefined
}

/** The grip of one run on one place. */
export interface Hand<A extends Action = Action> {
  /** Leftovers of older holders and lost connections at the place; a stray that does exactly `keep` is left out. */
  strays(keep: A | null): Promise<readonly Stray[]>
  /** Ends and gives the strays of `known` that still exist; never a session of a newer token. */
  end(keep: A | null, known: readonly Stray[]): Promise<readonly Stray[]>
  /** `ours` when the place belongs to this hand alone from now on, else the strays that still act. Callers poll. */
  fence(): Promise<'ours' | readonly Stray[]>
  /** `cursor` is the newest checkpoint of an action in pieces; null without one. */
  look(action: A, cursor?: Cursor | null): Promise<ActionState>
  /** Only a hand for actions in pieces: the cursor with no piece open; undefined where the server cannot tell any more. */
  settle?(cursor: Cursor): Promise<Cursor | undefined>
  /** Acts once; throws a Failure with `unknown` where the outcome is not known. */
  act(action: A, how: Acting): Promise<Performed>
  /** Progress of the action, by this hand or by a stray; undefined without progress to show. */
  progress(by?: Stray): Promise<StepProgress | undefined>
  /** Closes the place and lets the fence go; `abandon` does not wait for the other side. */
  close(abandon?: boolean): Promise<void>
}

/** An unused session or process of the run. */
export interface Stray {
  readonly pid: number
  /** Tells the stray from a later session of the same pid. */
  readonly startedAt: string
  readonly token: number
}

export interface Acting {
  /** Aborted when a person stops the run or another plan preempts the run. */
  readonly stop: AbortSignal
  /** Aborted when the token is lost: begun work is left for the next holder to look after. */
  readonly lost: AbortSignal
  /** Only for an action in pieces. */
  readonly pieces?: Pieces
}

/** How an action in pieces goes on, and is steered. */
export interface Pieces {
  /** The newest checkpoint, settled; null before the first. */
  readonly from: Cursor | null
  /** Kept for good once this resolves; throws when the token is lost. Called before a piece commits. */
  checkpoint(cursor: Cursor): Promise<void>
  /** Asked before each piece. */
  steer(cursor: Cursor | null): Promise<Steer>
}

export interface Steer {
  /** The action ends at a checkpoint, with the done pieces kept. */
  readonly halt: boolean
  /** The choice of a person; null for the pace that the plan begins with. */
  readonly rows: number | null
  readonly pauseMs: number | null
}

export interface Performed {
  readonly seconds: number
  /** WARNINGs with hints, each once, are part of the result: VACUUM without the right only warns. */
  readonly warnings: readonly string[]
  /** Of the answer, the columns that the action declares as outputs. */
  readonly outputs: Readonly<Record<string, unknown>>
  /** True for an action in pieces that was told to halt, and ended at a checkpoint. */
  readonly halted?: true
}

export interface StepProgress {
  /** PostgreSQL's own phase: "building index: scanning table"; otherwise the lock that the statement waits for. */
  readonly phase: string
  readonly percent: number | null
  /** The blocking session that a person can end; null without such a session. */
  readonly blocker: {
    readonly pid: number
    readonly backendStart: string
    readonly label: string
    readonly way: 'cancel' | 'terminate'
  } | null
}
