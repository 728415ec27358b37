import { config } from 'zod'

// zod compiles its parsers with `new Function` where it may. The content security policy does not let it,
// and each try would be reported as an attack. Imported first: it must run before any schema is made.
config({ jitless: true })
