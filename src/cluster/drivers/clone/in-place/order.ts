/** What the program is told that swaps the data folder of a server: an argument, so that nobody changes the words on the way. */
import type { FileOwner } from '#cluster/drivers/files/held-folder'
import type { Replaced } from '#cluster/facts/restore/replaced'

export interface SwapOrder {
  /** The folder with Howdah's words about the swap, and with what is kept. */
  readonly folder: string
  readonly about: Replaced
  /** Which files go to the data folder, and where its own go. */
  readonly from: string
  readonly keepAs: string
  /** The folder of the clone to ready first; null where the files are ready. */
  readonly clone: string | null
  /** Settings for the recovery from which the server comes up, as lines. */
  readonly recovery: string
  /** The user of the server; null for the user of Howdah. */
  readonly owner: FileOwner | null
  /** How long the server may take to come up. */
  readonly seconds: number
}
