export {
  ALICE,
  BOB,
  createTestIssuer,
  type TestIssuer,
  type SecurityEventRequest,
  type TokenRequest,
} from './test-issuer.ts'
export { createTestTransmitter, type TestTransmitter } from './test-transmitter.ts'
export { freePort } from './free-port.ts'
export { startTestEntra, type TestEntra } from './test-entra.ts'
export { startVaultDouble, type LinkDouble, type VaultDouble } from './vault-double.ts'
export { startProviderDouble, type ProviderRequest } from './provider-double.ts'
export {
  startOtlpReceiver,
  type OtlpReceiver,
  type ReceivedPoint,
  type ReceivedSpan,
} from './otlp-receiver.ts'
