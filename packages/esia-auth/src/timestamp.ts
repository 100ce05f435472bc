/** `2026.03.05 06:25:00 +0000`, always UTC. [2+] */
export function timestampOf(epochMs: number): string {
  const [day = '', time = ''] = new Date(epochMs).toISOString().split('T')
  return `${day.replaceAll('-', '.')} ${time.slice(0, 8)} +0000`
}
