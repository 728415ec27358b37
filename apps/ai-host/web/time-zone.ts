/** Of the clock on this person's wall, an IANA name. A browser that cannot tell says so in ways no server takes. */
export const TIME_ZONE = named(Intl.DateTimeFormat().resolvedOptions().timeZone)

function named(zone: string | undefined): string {
  return zone === undefined || zone === 'Etc/Unknown' ? 'UTC' : zone
}
