import type { Guard } from './guard.ts'

const doctor = 'packages/tooling/src/doctor'
const entra = 'packages/tooling/src/entra'
const diagnosed = `${doctor}/diagnose.test.ts`
const identified = `${doctor}/identity.test.ts`

/** What holds the forms of a tenant together, and what the doctor must not call well. */
export const entraGuards: readonly Guard[] = [
  {
    guard: 'what one form of a tenant has too much is a difference',
    file: `${entra}/tenant-differences.ts`,
    cut: '...found.filter((item) => !wanted.includes(item)).map((item) => `${path}: ${item} is too much`),',
    paste: '',
    red: { file: `${entra}/bicep/drift-of-bicep.test.ts`, test: 'another value of a known client' },
  },
  {
    guard: 'a policy of Conditional Access leaves the emergency group out',
    file: `${entra}/conditional-access.ts`,
    cut: 'excludeGroups: z.array(z.string()).min(1)',
    paste: 'excludeGroups: z.array(z.string()).optional()',
    red: { file: `${entra}/drift.test.ts`, test: 'a policy without an emergency group refused' },
  },
  {
    guard: 'what a person’s own program may do is consented to by the person',
    file: `${entra}/bicep/read-bicep.ts`,
    cut: "condition === 'consentForEveryone' ? 'if wanted' : 'always'",
    paste: "condition === 'always' ? 'always' : 'if wanted'",
    red: { file: `${entra}/bicep/drift-of-bicep.test.ts`, test: 'whether a grant is asked for' },
  },
  {
    guard: 'a scope that is switched off is as good as missing',
    file: `${entra}/graph-applications.ts`,
    cut: '.filter(({ isEnabled }) => isEnabled)\n        .map(({ id, value, type,',
    paste: '.map(({ id, value, type,',
    red: { file: `${entra}/served-tenant.test.ts`, test: 'a scope that is switched off' },
  },
  {
    guard: 'the issuer of many tenants is no issuer',
    file: `${doctor}/issuer.ts`,
    cut: 'if (FOR_MANY.has(tenant)) {',
    paste: 'if (FOR_MANY.has(version)) {',
    red: { file: diagnosed, test: 'at the real Entra ID' },
  },
  {
    guard: 'DPoP is believed in when the tenant says so',
    file: `${doctor}/switches.ts`,
    cut: "includes('ES256') ?? false",
    paste: "includes('ES256') ?? true",
    red: { file: diagnosed, test: 'at the real Entra ID' },
  },
  {
    guard: 'events that nobody sends are not waited for',
    file: `${doctor}/switches.ts`,
    cut: "if (!isEntra(config.ISSUER)) return ok(about, 'revocations are waited for')",
    paste: "return ok(about, 'revocations are waited for')",
    red: { file: diagnosed, test: 'at the real Entra ID' },
  },
  {
    guard: 'a tenant without keys is not well',
    file: `${doctor}/metadata.ts`,
    cut: 'return usable.length > 0',
    paste: 'return usable.length >= 0',
    red: { file: diagnosed, test: 'a document without keys is explained' },
  },
  {
    guard: 'a redirect URI with a wildcard is not well',
    file: `${doctor}/identity.ts`,
    cut: "if (uri.includes('*'))",
    paste: "if (uri.includes('**'))",
    red: { file: identified, test: 'a wildcard is a problem' },
  },
  {
    guard: 'a key that others can read is not well',
    file: `${doctor}/key-file.ts`,
    cut: 'const OTHERS = 0o077',
    paste: 'const OTHERS = 0o000',
    red: { file: `${doctor}/key-file.test.ts`, test: 'a key that others can read is a problem' },
  },
]
