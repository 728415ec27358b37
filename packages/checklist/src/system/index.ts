export { administer } from './administrator.ts'
export { liveSystem, type LiveSystem, type Session } from './live-system.ts'
export { tierProbes, type TierProbe } from './tier-probes.ts'
