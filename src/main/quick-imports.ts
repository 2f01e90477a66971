/**
 * Has node import the modules of this clone by their addresses (nodejs.org/api/module.html, “Customization hooks”).
 * Left alone, node asks the file system about each of 4,600 imports, for a quarter of the processor time of a start
 * (`npm run bench:start`). Imported before all modules that should be found so.
 */
import { registerHooks } from 'node:module'
import { moduleAddress } from '#main/module-address'

registerHooks({
  resolve(name, context, next) {
    const url = moduleAddress(name, context.parentURL)
    return url === undefined
      ? next(name, context)
      : { url, format: 'module-typescript', shortCircuit: true }
  },
})
