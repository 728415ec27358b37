export { ALICE, BOB, createTestIssuer, type TestIssuer, type TokenRequest } from './test-issuer.ts'
