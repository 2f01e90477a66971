// @ts-check
/** Starts all parts of the page; index.html loads only this file. */
import { App } from './app.js'
import { startChannel } from './channel.js'
import { listen } from './connection.js'
import { startHome } from './home.js'
import { startInspector } from './inspector.js'
import { startModals } from './modal.js'
import { startSidebar } from './sidebar.js'
import { startThread } from './thread.js'
import { startTopBar } from './top-bar.js'

const app = new App()
startTopBar(app)
startSidebar(app)
startChannel(app)
startHome(app)
startThread(app)
startModals(app)
startInspector(app)
listen(app.store)
