import type { Command } from './command.ts'

export const logout: Command = {
  name: 'logout',
  summary: '',
  usage: '',
  run: () => Promise.resolve(70),
}
