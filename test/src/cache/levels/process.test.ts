import { processLevel } from '#cache/levels/process'
import { type EnteredLevel, levelContract } from '#test/support/cache/level-contract'

levelContract('of one process', async () => {
  const entered: EnteredLevel = { level: processLevel(), heard: [] }
  await entered.level.enter(
    message => entered.heard.push(message),
    () => {},
  )
  return [entered, entered]
})
