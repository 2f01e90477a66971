import type { Change } from '#model/change'
import type { MessageAbout } from '#slack/send/background-client'

/** The hidden metadata of a plan's message, by which the message can be found. */
export const aboutChange = ({ plan, run }: Change): MessageAbout =>
  run === null ? { about: plan.id } : { about: plan.id, run: run.id }
