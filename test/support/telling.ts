/** The thread of a schedule in the channel, and the head of the thread. */
import type { PageMessage } from '#local/slack/page-protocol'
import { type Howdah, wordsOf } from '#test/support/howdah'

export const telling = ({ slack }: Pick<Howdah, 'slack'>, name: string) => {
  const all = () => slack.state.messages.filter(({ channel }) => channel === 'C_REPORTS')
  const head = (): PageMessage | undefined =>
    all().find(one => one.threadTs === null && wordsOf(one).startsWith(`${name}: `))
  const thread = (): readonly PageMessage[] => {
    const parent = head()
    return parent ? all().filter(one => one.threadTs === parent.ts) : []
  }
  return {
    head,
    thread,
    /** The first line of the thread with these words. */
    line: (words: string): Promise<PageMessage> =>
      slack.waitFor(() => thread().find(one => wordsOf(one).includes(words)), {
        timeoutMs: 110_000,
        what: `“${words}” in the thread of ${name}`,
      }),
  }
}
