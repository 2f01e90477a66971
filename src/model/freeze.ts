/** Freezes: who keeps new runs from starting, where, and how that ends. */

/** The person of recovery mode's freeze, for whose thaw even begun runs wait. */
export const recovery = 'howdah/recovery'

export const recoveryScope = 'recovery'

/** The command that lifts the freeze: a bare `thaw` concerns all clusters. */
export const thawOf = (scope: string) =>
  scope === '*' || scope === recoveryScope ? 'thaw' : `thaw ${scope}`

export interface Freeze {
  /** A cluster's name, `*`, or `recovery`. */
  readonly scope: string
  readonly name: string
  readonly reason: string
}

/** Whether a freeze keeps runs of this cluster from starting. */
export const isFrozenBy = ({ scope }: Freeze, cluster: string): boolean =>
  scope === '*' || scope === recoveryScope || scope === cluster

/** `shop is frozen by olga: incident 4711.`, with the command that lifts the freeze. */
export const freezeLine = ({ scope, name, reason }: Freeze): string => {
  const where = scope === '*' || scope === recoveryScope ? 'Every cluster' : scope
  return `${where} is frozen by ${name}: ${reason.replace(/[.\s]+$/, '')}. \`${thawOf(scope)}\` lifts that.`
}
