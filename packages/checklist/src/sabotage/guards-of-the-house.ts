import type { Guard } from './guard.ts'

const faults = {
  file: 'packages/tooling/src/registration-faults.ts',
  red: 'packages/tooling/src/registrations.test.ts',
}
const connections = {
  file: 'packages/service-kit/src/let-connections-go.ts',
  red: 'packages/service-kit/src/let-connections-go.test.ts',
}

/** What holds the parts together: registrations, secrets, logs, the walk-through. */
export const house: readonly Guard[] = [
  {
    guard: 'no log holds the ticket of a page',
    file: 'packages/service-kit/src/logger.ts',
    cut: ".replaceAll(RANDOM_SEGMENT, '[redacted]')",
    paste: '',
    red: { file: 'packages/service-kit/src/logger.test.ts', test: 'a ticket is not logged' },
  },
  {
    guard: 'who reads a stream does not keep a service from its last checkpoint',
    file: connections.file,
    cut: 'if (closing) socket.destroySoon()',
    paste: '',
    red: { file: connections.red, test: 'a stream that ends as its service closes does not keep it' },
  },
  {
    guard: 'who says nothing does not keep a service from its last checkpoint',
    file: connections.file,
    cut: 'app.server.closeAllConnections()',
    paste: 'undefined',
    red: { file: connections.red, test: 'who opens a connection and says nothing is cut' },
  },
  {
    guard: 'a row of linked accounts is for an application that may use the vault',
    file: faults.file,
    cut: 'users.includes(application)',
    paste: 'known.has(application)',
    red: { file: faults.red, test: 'the linked accounts of mcp-sharepoint at github' },
  },
  {
    guard: 'an application has one row of linked accounts',
    file: faults.file,
    cut: '...repeated(listed)',
    paste: '...repeated([])',
    red: { file: faults.red, test: 'mcp-jira has two rows of linked accounts' },
  },
  {
    guard: 'a web application is sent back to its own origin',
    file: faults.file,
    cut: 'new URL(uri).origin !== new URL(url).origin',
    paste: 'new URL(uri).hostname !== new URL(url).hostname',
    red: { file: faults.red, test: 'which is not at its own origin' },
  },
  {
    guard: 'the vault’s secret is closed to others',
    file: 'packages/tooling/src/dev-secrets.ts',
    cut: 'if (kept) chmodSync(file, 0o600)',
    paste: 'if (kept) chmodSync(file, 0o644)',
    red: { file: 'packages/tooling/src/dev-secrets.test.ts', test: 'a mode that lets others read it' },
  },
  {
    guard: 'the walk-through believes in an account that is connected when the vault has recorded it',
    file: 'packages/tooling/src/walkthrough/linked-account/linking-outcomes.ts',
    cut: 'linked !== undefined && end.status === 200',
    paste: 'end.status !== undefined',
    red: {
      file: 'packages/tooling/src/walkthrough/linked-account/linked-account.test.ts',
      test: 'the code is not taken',
    },
  },
]
