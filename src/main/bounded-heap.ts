/**
 * Keeps the garbage of a burst from growing the heap of a bot. Left alone, V8 doubles the young generation up to 128 MB
 * once much is allocated at a time, lets the old generation grow to four times the memory in use before a collection,
 * and gives hardly any memory back. Node takes limits in MB only on the command line of node.
 */
import { setFlagsFromString } from 'node:v8'

/** From the call on, the young generation keeps the size that the start made, and the old generation grows by half. */
export const boundHeap = (): void => {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=50')
}
