import type { KnownBlock, ModalView } from '@slack/types'
import { viewTitle } from '#slack/draw/blocks/blocks'

/** A view that says one thing, in place of a form that was sent. */
export const noticeView = (heading: string, blocks: readonly KnownBlock[]): ModalView => ({
  type: 'modal',
  callback_id: 'notice',
  title: viewTitle(heading),
  close: viewTitle('Close'),
  blocks: [...blocks],
})
