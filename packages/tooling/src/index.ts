export { ensureChromium } from './chromium.ts'
export { listServices, type ServiceEntry } from './services.ts'
export { startSystem, type System, type SystemOptions } from './system.ts'
