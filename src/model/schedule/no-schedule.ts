import { type Refusal, refusal } from '#model/refusal'
import { nearest } from '#text/nearest'

/** `known`: names to suggest from. `words`: the command that was said, without the name. */
export const noSchedule = (
  name: string,
  known: readonly string[],
  words = 'schedule show',
): Refusal => {
  const longer = known.filter(one => one.startsWith(`${name}-`))
  const meant = longer.length === 1 ? longer[0] : nearest(name, known)
  const because = `There is no schedule ${name}.`
  if (meant === undefined)
    return refusal(because, '`schedule list` shows them all.', 'schedule list')
  const again = `${words} ${meant}`
  return refusal(because, `Did you mean \`${again}\`?`, again)
}
