import type { Guard } from './guard.ts'

const VAULT = 'apps/token-vault/src'

type Row = [guard: string, file: string, cut: string, paste: string, tests: string, test: string]

/** What people, processes and two windows do to the same link at the same time. */
export const whatMeets: readonly Guard[] = [
  ...(
    [
      [
        'what a person has ended does not come back by a change that was decided on before',
        'store/sql-link-store',
        ' and state = ?5`',
        ' and (state = ?5 or true)`',
        'store/link-store',
        'changes no link whose state is another one by now',
      ],
      [
        'two linkings at once do not swap an account unasked',
        'links/links',
        'return [account.id, agreed?.id].includes(old.account.id) ? undefined : old.account',
        'return undefined',
        'links/links',
        'another account takes no place that the person was not asked about',
      ],
      [
        'a yes to the end of one account is none to the end of another',
        'links/links',
        '[account.id, agreed?.id].includes(old.account.id)',
        '(agreed !== undefined || account.id === old.account.id)',
        'linking/replace',
        'a yes to the end of one account does not end a third',
      ],
      [
        'a narrower request takes nothing away',
        'linking/connect',
        'const granted = exact ? [] : await links.grantedTo(owner)',
        'const granted = (await links.grantedTo(owner)).slice(0, Number(exact) * 0)',
        'linking/linking',
        'the second linking takes nothing from the first',
      ],
      [
        'what a person has unticked is not asked for again',
        'linking/connect',
        'const granted = exact ? [] : await links.grantedTo(owner)',
        'const granted = exact || !exact ? await links.grantedTo(owner) : []',
        'linking/linking',
        'a person who has chosen less gets less',
      ],
      [
        'a refresh that hangs does not use up the leeway of another',
        'vault',
        'await Promise.all(links.map((link) => refresher.refresh(link).catch(onTrouble)))',
        'for (const link of links) await refresher.refresh(link)',
        'refresh/resume',
        'does not keep another interrupted one waiting',
      ],
      [
        'a row that does not open is put off, so that others are revoked',
        'links/revocation',
        'await store.change(row, { retry: backOff(row.retry, now()) })',
        '',
        'links/links',
        'a row that cannot be opened does not keep the others from being revoked',
      ],
      [
        'one waiting grant that does not open leaves the others to be given back',
        'linking/replacements',
        'unseal(row).catch((error: Error) => error)',
        'unseal(row)',
        'linking/replace',
        'does not keep another from being given back',
      ],
    ] satisfies Row[]
  ).map(([guard, file, cut, paste, tests, test]) => ({
    guard,
    file: `${VAULT}/${file}.ts`,
    cut,
    paste,
    red: { file: `${VAULT}/${tests}.test.ts`, test },
  })),
  {
    guard: 'a call that waits asks for its own scopes beside what is granted',
    file: 'apps/orchestrator/src/operations/connect.ts',
    cut: ', { inAddition: true })',
    paste: ')',
    red: {
      file: 'apps/orchestrator/src/operations/connect.test.ts',
      test: 'a fresh page is for what the call waits for beside what is granted',
    },
  },
]
