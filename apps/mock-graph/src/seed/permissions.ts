import type { Role } from '../library/role.ts'

/** Who may do what from the start: by folder, or by single document. Nobody else may do anything. */
export const permissions: readonly {
  target: { folder: string } | { id: string }
  mail: string
  role: Role
}[] = [
  { target: { folder: 'Finance' }, mail: 'alice@contoso.example', role: 'owner' },
  { target: { folder: 'Company' }, mail: 'alice@contoso.example', role: 'read' },

  { target: { folder: 'Engineering' }, mail: 'bob@contoso.example', role: 'write' },
  { target: { id: '01ENG-ROADMAP-DRAFT' }, mail: 'bob@contoso.example', role: 'owner' },
  { target: { id: '01ENG-GATEWAY-DRAFT' }, mail: 'bob@contoso.example', role: 'owner' },
  { target: { folder: 'Company' }, mail: 'bob@contoso.example', role: 'read' },

  { target: { folder: 'Company' }, mail: 'carol@contoso.example', role: 'read' },

  { target: { id: '01ENG-PARTNER-GUIDE' }, mail: 'guest_erin@partner.example', role: 'read' },
]
