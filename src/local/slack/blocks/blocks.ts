/** The blocks of a message and of a modal. The page draws these and no others. */
import {
  anyObject,
  both,
  type Check,
  flag,
  list,
  object,
  oneOf,
  text,
  typed,
  whole,
} from '#local/slack/blocks/check'
import {
  accessory,
  actionElement,
  anyText,
  imageElement,
  inputElement,
  plainText,
} from '#local/slack/blocks/elements'

const type: Check = text(100)
const block = { block_id: text(255) }

const classic = {
  section: both(
    object(
      { type },
      {
        ...block,
        text: anyText(3000),
        fields: list(anyText(2000), 10),
        accessory,
        expand: flag,
      },
    ),
    oneOf('text', 'fields'),
  ),
  header: object({ type, text: plainText(150) }, { ...block, level: whole }),
  context: object(
    {
      type,
      elements: list(
        typed({ image: imageElement, plain_text: anyText(3000), mrkdwn: anyText(3000) }),
        10,
      ),
    },
    block,
  ),
  actions: object({ type, elements: list(actionElement, 25) }, block),
  divider: object({ type }, block),
  image: both(
    object(
      { type, alt_text: text(2000) },
      { ...block, image_url: text(3000), slack_file: anyObject, title: plainText(2000) },
    ),
    oneOf('image_url', 'slack_file'),
  ),
  input: object(
    { type, label: plainText(2000), element: inputElement },
    { ...block, hint: plainText(2000), optional: flag, dispatch_action: flag },
  ),
}

const cell = typed({ raw_text: object({ type, text: text(10_000, 0) }) })

export const messageBlock: Check = typed({
  ...classic,
  markdown: object({ type, text: text(12_000) }, block),
  table: object(
    { type, rows: list(list(cell, 20), 100) },
    { ...block, column_settings: list(anyObject, 20) },
  ),
})

export const modalBlock: Check = typed(classic)
