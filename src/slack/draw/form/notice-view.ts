import type { KnownBlock, ModalView } from '@slack/types'
import { viewTitle } from '#slack/draw/blocks/blocks'

/** A view with a single notice, in place of a submitted form. */
export const noticeView = (heading: string, blocks: readonly KnownBlock[]): ModalView => ({
  type: 'modal',
  callback_id: 'notice',
  title: viewTitle(heading),
  close: viewTitle('Close'),
  blocks: [...blocks],
})
