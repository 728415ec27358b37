export {
  ALICE,
  BOB,
  createTestIssuer,
  type TestIssuer,
  type SecurityEventRequest,
  type TokenRequest,
} from './test-issuer.ts'
export { createTestTransmitter, type TestTransmitter } from './test-transmitter.ts'
