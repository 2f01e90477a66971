/** Whose freeze it is: also runs that had begun wait for its thaw. */
export const recovery = 'howdah/recovery'

export const recoveryScope = 'recovery'
