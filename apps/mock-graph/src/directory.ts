/** The people of the tenant as SharePoint knows them: whom a document can be shared with. */
export interface Person {
  oid: string
  mail: string
  displayName: string
}

export const directory: readonly Person[] = [
  {
    oid: 'aaaaaaaa-0000-4000-8000-000000000001',
    mail: 'alice@contoso.example',
    displayName: 'Alice Archer',
  },
  { oid: 'aaaaaaaa-0000-4000-8000-000000000002', mail: 'bob@contoso.example', displayName: 'Bob Baker' },
  { oid: 'aaaaaaaa-0000-4000-8000-000000000003', mail: 'carol@contoso.example', displayName: 'Carol Chen' },
  { oid: 'aaaaaaaa-0000-4000-8000-000000000004', mail: 'dave@contoso.example', displayName: 'Dave Diaz' },
  {
    oid: 'aaaaaaaa-0000-4000-8000-000000000005',
    mail: 'guest_erin@partner.example',
    displayName: 'Erin Eklund (guest)',
  },
  { oid: 'aaaaaaaa-0000-4000-8000-000000000006', mail: 'frank@contoso.example', displayName: 'Frank Fox' },
]

/** Mail addresses compare without regard to case, as Entra's do. */
export function personByMail(mail: string): Person | undefined {
  const wanted = mail.toLowerCase()
  return directory.find((person) => person.mail === wanted)
}
