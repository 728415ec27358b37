import { watchCommand, type WatchedCommand } from '@chain-of-trust/tooling'
import type { Page } from 'playwright-core'
import { afterEach } from 'vitest'

export interface CommandLineUnderTest {
  /** Runs `ai-host-cli` in `cwd`; what still runs at the end of the test is ended. */
  start(args: readonly string[], cwd?: string): WatchedCommand
  /** Runs it to its end. */
  run(args: readonly string[], cwd?: string): Promise<{ code: number | null; out: string; err: string }>
}

/** The command line of one person's machine, whose state is in `stateDir`. */
export function commandLineUnderTest(stateDir: string): CommandLineUnderTest {
  const running = new Set<WatchedCommand>()
  afterEach(async () => {
    for (const command of running) {
      command.endInput()
      command.interrupt()
      await command.ended
    }
  })
  const start: CommandLineUnderTest['start'] = (args, cwd) => {
    const command = watchCommand(args, { stateDir, ...(cwd === undefined ? {} : { cwd }) })
    running.add(command)
    void command.ended.then(() => running.delete(command))
    return command
  }
  return {
    start,
    async run(args, cwd) {
      const command = start(args, cwd)
      command.endInput()
      const code = await command.ended
      return { code, out: command.stdout(), err: command.stderr() }
    },
  }
}

/** The address that a command asks the person to open; the n-th, for a command that asks more than once. */
export async function addressOf(command: WatchedCommand, nth = 1): Promise<string> {
  const [, address = ''] = await command.until(new RegExp(`(?:\\n {2}(http\\S+)\\n[^]*?){${nth}}`))
  return address
}

/** Does what the tenant's pages ask for, in whatever order they come, until the page of the command line is there. */
export async function finishSignIn(page: Page, person: RegExp): Promise<void> {
  const end = page.getByRole('heading', { name: /signed in/i })
  const wanted = page
    .getByRole('button', { name: person })
    .or(page.getByRole('button', { name: /accept|approve/i }))
    // Not the button of the page that posts the answer by itself.
    .or(page.locator('button[name=confirm][value=continue]'))
  for (;;) {
    await end.or(wanted).first().waitFor()
    if (await end.isVisible()) return
    await wanted.first().click()
    await page.waitForLoadState()
  }
}
