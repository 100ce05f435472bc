import { type Operation, operationNames } from '@mis/core'
import type { Terminal } from '../terminal.ts'
import type { Finding, Outcome } from './finding.ts'
import type { Measured } from './measure.ts'

/** All that a check came to. Holds no name, no number of a person, no key: it may be sent to a vendor's support. */
export interface CheckReport {
  readonly vendor: string
  /** The host, or what the options call the installation. */
  readonly instance: string
  readonly checkedAt: string
  readonly versions: Readonly<Record<string, string>>
  readonly findings: readonly Finding[]
  readonly calls: readonly Measured[]
  readonly operations: Readonly<Partial<Record<Operation, boolean>>>
}

const signs: Readonly<Record<Outcome, readonly [sign: string, style: 'green' | 'yellow' | 'red' | 'dim']>> = {
  good: ['ok', 'green'],
  warning: ['warning', 'yellow'],
  failed: ['FAILED', 'red'],
  unknown: ['unknown', 'dim'],
}

/** As a person reads it. */
export function reportText(report: CheckReport, { paint }: Terminal): string {
  const lines = report.findings.flatMap(({ about, outcome, says, next }) => {
    const [sign, style] = signs[outcome]
    return [
      `${paint(style, sign.padEnd(7))}  ${about.padEnd(9)}  ${says}`,
      ...(next ? [`${' '.repeat(20)}→ ${next}`] : []),
    ]
  })
  return [
    `${report.vendor} at ${report.instance}`,
    '',
    ...lines,
    '',
    `Supported: ${supported(report, true) || 'nothing'}. Not supported: ${supported(report, false) || 'nothing'}.`,
    'Nothing was written: booking and cancelling were not tried.',
  ].join('\n')
}

/** As an attachment to a letter. */
export function reportPage(report: CheckReport): string {
  const { vendor, instance, checkedAt, versions, findings, calls } = report
  const cell = (text: string): string => text.replaceAll('|', '\\|')
  return `${[
    `# ${vendor} at ${instance}`,
    '',
    `Checked at ${checkedAt}; ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    'Only reading was tried. This page holds no data of patients, no names and no keys.',
    '',
    '| | what | seen | to do |',
    '| --- | --- | --- | --- |',
    ...findings.map(
      ({ about, outcome, says, next = '' }) => `| ${outcome} | ${about} | ${cell(says)} | ${cell(next)} |`,
    ),
    '',
    '| operation | calls | median, ms | longest, ms | failures |',
    '| --- | --- | --- | --- | --- |',
    ...calls.map(({ operation, calls: count, medianMs, longestMs, failures }) => {
      const failed = Object.entries(failures).map(([code, times]) => `${times} ${code}`)
      return `| ${operation} | ${count} | ${medianMs} | ${longestMs} | ${failed.join(', ')} |`
    }),
    '',
    `Supported: ${supported(report, true)}. Not supported: ${supported(report, false)}.`,
  ].join('\n')}\n`
}

function supported({ operations }: CheckReport, wanted: boolean): string {
  return operationNames.filter((name) => operations[name] === wanted).join(', ')
}
