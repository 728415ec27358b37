export {
  ALICE,
  BOB,
  createTestIssuer,
  type TestIssuer,
  type SecurityEventRequest,
  type TokenRequest,
} from './test-issuer.ts'
