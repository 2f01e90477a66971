/** Stops the servers of the sample's clones with local mode, and keeps their files. */
import { stopServer } from '#cluster/drivers/clone/server'
import { clonesIn } from '#cluster/facts/clone/clones-in'

export const stopClones = async (folder: string): Promise<void> => {
  await Promise.all(((await clonesIn(folder)) ?? []).map(one => stopServer(one.folder)))
}
