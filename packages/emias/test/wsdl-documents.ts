import { emiasMock } from '@mis/emias/mock'
import { createWorld } from '@mis/mock'
import { lpuCode } from './support.ts'

type MockOptions = Parameters<typeof emiasMock>[1]

/** The WSDL as the mock gives it. */
export async function mockWsdl(options: Partial<MockOptions> = {}): Promise<string> {
  const service = emiasMock(createWorld(), { lpuCode, ...options })
  return (await service(new Request('https://127.0.0.1/?wsdl'))).text()
}

const renamed: readonly (readonly [string, string])[] = [
  ['GetSchedule', 'ReadTimes'],
  ['SlotId', 'TicketId'],
  ['slotId', 'ticket'],
  ['lpuCode', 'Organisation'],
  ['StartTime', 'Begin'],
]

/** The same service with other names in another order: the patient first, the institution last. */
export function rearranged(wsdl: string): string {
  const moved = wsdl
    .replace(/( <element name="slotId"[^>]*\/>) (<element name="patient"[^>]*\/>)/, ' $2$1')
    .replace(
      /(<element name="CreateAppointment">.*?<sequence>)\s*(<element name="lpuCode"[^>]*\/>)(.*?)(<\/sequence>)/s,
      '$1$3$2$4',
    )
    .replace(
      /(<complexType name="Patient"><sequence>)(.*?)(<\/sequence>)/s,
      (_, open: string, members: string, close: string) => {
        const each = members.match(/<element[^>]*\/>/g) ?? []
        return open + each.reverse().join('') + close
      },
    )
    .replaceAll('name="snils"', 'name="SNILS"')
  return renamed.reduce(
    (text, [from, to]) => text.replaceAll(`"${from}"`, `"${to}"`).replaceAll(`"t:${from}"`, `"t:${to}"`),
    moved,
  )
}

/** The `names` that have to be told for `rearranged`: those that differ by more than case. */
export const rearrangedNames: Readonly<Record<string, string>> = Object.fromEntries(renamed)

/** The same for SOAP 1.1. */
export const asSoap11 = (wsdl: string) =>
  wsdl.replace('http://schemas.xmlsoap.org/wsdl/soap12/', 'http://schemas.xmlsoap.org/wsdl/soap/')

/** The same with a second binding and port for SOAP 1.1, which comes first. */
export function withBothVersions(wsdl: string): string {
  const [binding = ''] = /<binding[\s\S]*<\/binding>/.exec(wsdl) ?? []
  const [port = ''] = /<port name[\s\S]*<\/port>/.exec(wsdl) ?? []
  const older = (text: string) => text.replaceAll('Soap12', 'Soap11').replace(/<(\/?)s:/g, '<$1old:')
  return wsdl
    .replace('xmlns:xs=', 'xmlns:old="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs=')
    .replace(binding, `${older(binding)}\n${binding}`)
    .replace(port, `${older(port)}${port}`)
}

/** The schema cut out into a document of its own, imported from `location`. */
export function withImport(wsdl: string, location: string): { readonly wsdl: string; readonly schema: string } {
  const [schema = ''] = /<schema[\s\S]*<\/schema>/.exec(wsdl) ?? []
  const [, namespace = ''] = /targetNamespace="([^"]+)"/.exec(wsdl) ?? []
  const imported = `<schema xmlns="http://www.w3.org/2001/XMLSchema"><import namespace="${namespace}" schemaLocation="${location}"/></schema>`
  const declared = schema.replace(
    '<schema ',
    `<schema xmlns:t="${namespace}" xmlns:xs="http://www.w3.org/2001/XMLSchema" `,
  )
  return { wsdl: wsdl.replace(schema, imported), schema: declared }
}
