/** *Share*: the answer once more, for everybody, with the rights of whoever clicks. It never does anything again. */
import { type Click, click } from '#engine/click'
import { merelyReads } from '#engine/merely-reads'
import type { Parts } from '#engine/parts'
import type { Office } from '#model/engine'
import { refusal } from '#model/refusal'
import type { Reply } from '#model/reply'
import { findButton } from '#store/buttons'

export const share = async (parts: Parts, office: Office, clicked: Click): Promise<Reply> => {
  const button = await findButton(parts.store, clicked.button)
  const reads = button?.plan_id === null && merelyReads(button.command ?? '', parts.commands)
  return button && !reads
    ? refusal(
        'Only what merely reads can be shared, and this would be done again.',
        'Tell the others in your own words.',
      )
    : click(parts, office, clicked)
}
