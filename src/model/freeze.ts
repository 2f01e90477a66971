/** The person of recovery mode's freeze, for whose thaw even begun runs wait. */
export const recovery = 'howdah/recovery'

export const recoveryScope = 'recovery'
