/** The people of the tenant. Data: `mock-graph` grants its documents to the same `oid`s. */
export interface Person {
  oid: string
  userPrincipalName: string
  displayName: string
  jobTitle: string
  accountEnabled: boolean
  /** Has a second factor set up. */
  mfaRegistered: boolean
}

export const PEOPLE: readonly Person[] = [
  {
    oid: 'aaaaaaaa-0000-4000-8000-000000000001',
    userPrincipalName: 'alice@contoso.example',
    displayName: 'Alice Archer',
    jobTitle: 'Finance lead',
    accountEnabled: true,
    mfaRegistered: true,
  },
  {
    oid: 'aaaaaaaa-0000-4000-8000-000000000002',
    userPrincipalName: 'bob@contoso.example',
    displayName: 'Bob Baker',
    jobTitle: 'Engineering',
    accountEnabled: true,
    mfaRegistered: true,
  },
  {
    oid: 'aaaaaaaa-0000-4000-8000-000000000003',
    userPrincipalName: 'carol@contoso.example',
    displayName: 'Carol Chen',
    jobTitle: 'Auditor',
    accountEnabled: true,
    mfaRegistered: true,
  },
  {
    oid: 'aaaaaaaa-0000-4000-8000-000000000004',
    userPrincipalName: 'dave@contoso.example',
    displayName: 'Dave Diaz',
    jobTitle: 'Former employee',
    accountEnabled: false,
    mfaRegistered: true,
  },
  {
    oid: 'aaaaaaaa-0000-4000-8000-000000000005',
    userPrincipalName: 'guest_erin@partner.example',
    displayName: 'Erin Eklund',
    jobTitle: 'Guest of a partner',
    accountEnabled: true,
    mfaRegistered: true,
  },
  {
    oid: 'aaaaaaaa-0000-4000-8000-000000000006',
    userPrincipalName: 'frank@contoso.example',
    displayName: 'Frank Fox',
    jobTitle: 'New hire, no documents yet',
    accountEnabled: true,
    mfaRegistered: false,
  },
]
