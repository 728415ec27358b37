import type { Command } from './command.ts'

/** Every command. Loaded when it is asked for: MSAL and the MCP SDK cost start-up time, and no command needs all. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  login: async () => (await import('./login.ts')).login,
  logout: async () => (await import('./logout.ts')).logout,
  chat: async () => (await import('./chat.ts')).chat,
  status: async () => (await import('./status.ts')).status,
  run: async () => (await import('./run.ts')).run,
  call: async () => (await import('./call.ts')).call,
}
