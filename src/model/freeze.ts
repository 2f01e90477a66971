/** The person of recovery mode's freeze, for whose thaw even begun runs wait. */
export const recovery = 'howdah/recovery'

export const recoveryScope = 'recovery'

/** The command that lifts the freeze: a bare `thaw` concerns all clusters. */
export const thawOf = (scope: string) =>
  scope === '*' || scope === recoveryScope ? 'thaw' : `thaw ${scope}`
