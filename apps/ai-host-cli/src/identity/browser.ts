/**
 * Whether a browser of this machine is in front of the person: not over SSH, and on Linux with a screen.
 * @param env of the process
 */
export function hasBrowser(
  env: Readonly<Record<string, string | undefined>>,
  platform = process.platform,
): boolean {
  if (env['SSH_CONNECTION'] !== undefined || env['SSH_TTY'] !== undefined) return false
  if (platform === 'win32' || platform === 'darwin') return true
  return ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'].some((name) => (env[name] ?? '') !== '')
}

/** Opens the person's browser. The address stands in a process list for a moment: it holds no secret. Never throws. */
export async function openBrowser(url: string): Promise<void> {
  try {
    const { default: open } = await import('open')
    const opener = await open(url)
    // Said already: "if nothing opens".
    opener.on('error', () => undefined)
  } catch {
    // The same.
  }
}
