import type { Command } from './command.ts'

/**
 * Every command. Loaded when it is asked for: MSAL, the MCP SDK and the keychain cost start-up time, and `--help`
 * needs none of them.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  login: async () => (await import('./login.ts')).login,
  logout: async () => (await import('./logout.ts')).logout,
  chat: async () => (await import('./chat.ts')).chat,
  status: async () => (await import('./status.ts')).status,
  run: async () => (await import('./run.ts')).run,
  call: async () => (await import('./call.ts')).call,
}
