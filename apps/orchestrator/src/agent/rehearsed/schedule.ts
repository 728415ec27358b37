import type { Intent } from './intent.ts'

const TIME = '(?:\\s+at\\s+(?<hour>\\d{1,2})(?:[:.](?<minute>\\d{2}))?\\s*(?<half>am|pm)?)?'
const WHEN = `(?<when>(?:every|each)\\s+(?:day|morning|evening)|daily|tomorrow(?:\\s+(?:morning|evening))?)${TIME}`
const FORMS = [
  new RegExp(`^${WHEN}\\s*[,:]?\\s+(?:please\\s+)?(?<instruction>\\D.+)$`, 'i'),
  new RegExp(`^(?<instruction>.+?)\\s*,?\\s+${WHEN}$`, 'i'),
]

/** "every morning at 7:30, summarise …", "tomorrow at 9 find …", "summarise … every day". */
export function schedule(text: string): Intent | undefined {
  const {
    when,
    hour,
    minute = '00',
    half,
    instruction,
  } = FORMS.map((form) => form.exec(text)).find(Boolean)?.groups ?? {}
  if (when === undefined || instruction === undefined) return undefined
  // “documents about tomorrow”: at the end, a day alone belongs to what is asked.
  if (/^tomorrow/i.test(when) && hour === undefined && !/^tomorrow/i.test(text)) return undefined
  const usual = /evening/i.test(when) ? '18:00' : /^tomorrow/i.test(when) ? '09:00' : '07:30'
  const time = hour === undefined ? usual : `${String(hourOf(Number(hour), half)).padStart(2, '0')}:${minute}`
  return { kind: 'schedule', instruction, when: /^tomorrow/i.test(when) ? 'tomorrow' : 'daily', time }
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
}
