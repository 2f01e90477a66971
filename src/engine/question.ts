/** What a waiting run asks a person, the same words for the same question: an answer is bound to them. */
export const questionAbout = (step: number): string => `asks about step ${step + 1}`
