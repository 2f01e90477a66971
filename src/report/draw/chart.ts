/** Charts as pictures, drawn in a thread: a bot has to acknowledge within milliseconds meanwhile. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

export interface Chart {
  readonly name: string
  readonly title: string
  /** The chart in words, for screen readers. */
  readonly altText: string
  readonly data: Buffer
}

export interface Bar {
  readonly label: string
  readonly value: number
  /** The label at the end of the bar: `212 ms`. */
  readonly said: string
  readonly strong: boolean
}

export interface Drawing {
  readonly title: string
  readonly bars: readonly Bar[]
}

/** Draws horizontal bars, the first on top, as a PNG. */
export const barChart = async (title: string, bars: readonly Bar[]): Promise<Buffer> => {
  const workerData: Drawing = { title, bars }
  const worker = new Worker(new URL('chart-worker.ts', import.meta.url), {
    workerData,
    execArgv: [],
  })
  // Rejects with the error of the thread.
  const [png] = (await once(worker, 'message')) as [Uint8Array]
  return Buffer.from(png)
}
