import type { Steering } from '#model/actions/steering'

/** The obstacle of a run that a person holds. */
export const steeredWords = (plan: string, { name }: Pick<Steering, 'name'>): string =>
  `${name} holds it. To let it go on, say \`run resume ${plan}\`.`
