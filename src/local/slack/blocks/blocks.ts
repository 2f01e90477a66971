/** The allowed blocks of a message and of a view: exactly the blocks that the page draws. */
import { both, type Check, flag, list, object, oneOf, text, typed } from '#local/slack/blocks/check'
import { actionElement, anyText, inputElement, plainText } from '#local/slack/blocks/elements'

const type: Check = text(100)
const block = { block_id: text(255) }

const classic = {
  section: both(
    object({ type }, { ...block, text: anyText(3000), fields: list(anyText(2000), 10) }),
    oneOf('text', 'fields'),
  ),
  header: object({ type, text: plainText(150) }, block),
  context: object({ type, elements: list(anyText(3000), 10) }, block),
  actions: object({ type, elements: list(actionElement, 25) }, block),
  divider: object({ type }, block),
  image: object({ type, alt_text: text(2000), slack_file: object({ id: text(100) }) }, block),
}

const cell = typed({ raw_text: object({ type, text: text(10_000, 0) }) })

export const messageBlock: Check = typed({
  ...classic,
  table: object({ type, rows: list(list(cell, 20), 100) }, block),
})

export const viewBlock: Check = typed({
  ...classic,
  input: object(
    { type, label: plainText(2000), element: inputElement },
    { ...block, hint: plainText(2000), optional: flag, dispatch_action: flag },
  ),
})
