import type { Command } from './command.ts'

export const login: Command = {
  name: 'login',
  summary: '',
  usage: '',
  run: () => Promise.resolve(70),
}
