/**
 * Posts for all processes once. The claim is committed before the post, the mark follows after: a kill between Slack's
 * yes and the mark posts twice, which is better than never.
 */
import { claimReport, isPosted, reportPosted } from '#store/reports'
import type { Store } from '#store/store'

/** `post` gives the ts. True once posted, by whichever process; false while a different process may still be posting. */
export const postOnce = async (
  store: Store,
  key: string,
  post: () => Promise<string>,
): Promise<boolean> => {
  if (!(await claimReport(store, key))) return isPosted(store, key)
  await reportPosted(store, key, await post())
  return true
}
