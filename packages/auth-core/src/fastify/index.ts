export { resourceServer, type ResourceServerOptions } from './resource-server.ts'
export { diagnosed, origin, presented } from './records.ts'
export { wireForm, type WireForm, type WireOptions } from './wire.ts'
export { securityEvents, type SecurityEventsOptions } from './security-events.ts'
