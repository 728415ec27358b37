export { startTelemetry, type Telemetry, type TelemetryConfig } from './start-telemetry.ts'
