import type { Change } from '#model/change'
import type { MessageAbout } from '#slack/send/background-client'

/** What a message about a plan carries unseen, so that it can be found by it. */
export const aboutChange = ({ plan, run }: Change): MessageAbout =>
  run === null ? { about: plan.id } : { about: plan.id, run: run.id }
