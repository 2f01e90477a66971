import { type Refusal, refusal } from '#model/refusal'

/** `meant`: the schedule of a name like that. `words`: the command that was said, without the name. */
export const noSchedule = (name: string, meant: string | undefined, words: string): Refusal => {
  const because = `There is no schedule ${name}.`
  const again = `${words} ${meant ?? ''}`
  return meant === undefined
    ? refusal(because, '`schedule list` shows them all.', 'schedule list')
    : refusal(because, `Did you mean \`${again}\`?`, again)
}
