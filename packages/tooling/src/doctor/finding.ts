/** `problem`: it will not work, or not safely. `warning`: look at it. `note`: so it is, and why. */
export type Level = 'ok' | 'note' | 'warning' | 'problem'

export interface Finding {
  level: Level
  /** The variable, file or registration that it is about. */
  about: string
  /** In words; never a secret, and of a URL only what the configuration says itself. */
  says: string
  remedy?: string
}

export const ok = (about: string, says: string): Finding => ({ level: 'ok', about, says })
export const note = (about: string, says: string): Finding => ({ level: 'note', about, says })
export const warning = (about: string, says: string, remedy: string): Finding => ({
  level: 'warning',
  about,
  says,
  remedy,
})
export const problem = (about: string, says: string, remedy: string): Finding => ({
  level: 'problem',
  about,
  says,
  remedy,
})

const ENTRA = new Set([
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
  'sts.windows.net',
])

/** Whether this is the real Entra ID, in any of its clouds. */
export function isEntra(issuer: string): boolean {
  return URL.canParse(issuer) && ENTRA.has(new URL(issuer).hostname)
}
