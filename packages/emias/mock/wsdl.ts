import { operationElements, type WireOperation } from './wsdl-elements.ts'

/** The WSDL of the service: the operations that are switched on, at the address it was asked for under. */
export function wsdlOf(namespace: string, operations: readonly WireOperation[], address: string): string {
  const each = (piece: (name: WireOperation) => string) => operations.map(piece).join('\n')
  return `<?xml version="1.0" encoding="utf-8"?>
<definitions targetNamespace="${namespace}" xmlns:t="${namespace}"
 xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap12/"
 xmlns:xs="http://www.w3.org/2001/XMLSchema"><types>
<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="${namespace}" elementFormDefault="qualified">
<simpleType name="BirthDate"><restriction base="xs:string">
 <pattern value="\\d{2}\\.\\d{2}\\.\\d{4}"/></restriction></simpleType>
<complexType name="Patient"><sequence>
 <element name="lastName" type="xs:string"/> <element name="firstName" type="xs:string"/>
 <element name="middleName" type="xs:string" minOccurs="0"/> <element name="birthDate" type="t:BirthDate"/>
 <element name="snils" type="xs:string"/> <element name="oms" type="xs:string"/>
</sequence></complexType>
<complexType name="Doctor"><sequence>
 <element name="DoctorId" type="xs:long"/>
 <element name="LastName" type="xs:string"/> <element name="FirstName" type="xs:string"/>
 <element name="MiddleName" type="xs:string" minOccurs="0"/>
 <element name="SpecialityCode" type="xs:string" minOccurs="0"/>
 <element name="SpecialityName" type="xs:string"/> <element name="Room" type="xs:string" minOccurs="0"/>
</sequence></complexType>
<complexType name="Slot"><sequence>
 <element name="SlotId" type="xs:string"/> <element name="StartTime" type="xs:dateTime"/>
 <element name="EndTime" type="xs:dateTime" minOccurs="0"/>
 <element name="Room" type="xs:string" minOccurs="0"/>
 <element name="IsFree" type="xs:boolean" minOccurs="0"/>
</sequence></complexType>
<complexType name="Appointment"><sequence>
 <element name="AppointmentId" type="xs:string"/> <element name="Status" type="xs:string"/>
 <element name="DoctorId" type="xs:long"/> <element name="SlotId" type="xs:string" minOccurs="0"/>
 <element name="StartTime" type="xs:dateTime"/>
 <element name="EndTime" type="xs:dateTime" minOccurs="0"/>
 <element name="Room" type="xs:string" minOccurs="0"/>
</sequence></complexType>
<complexType name="ArrayOfDoctor"><sequence>
 <element name="Doctor" type="t:Doctor" minOccurs="0" maxOccurs="unbounded"/>
</sequence></complexType>
<complexType name="ArrayOfSlot"><sequence>
 <element name="Slot" type="t:Slot" minOccurs="0" maxOccurs="unbounded"/>
</sequence></complexType>
<complexType name="ArrayOfAppointment"><sequence>
 <element name="Appointment" type="t:Appointment" minOccurs="0" maxOccurs="unbounded"/>
</sequence></complexType>
<complexType name="AppointmentAnswer"><sequence>
 <element name="Appointment" type="t:Appointment"/>
</sequence></complexType>
${each((name) => operationElements[name])}
<element name="ScheduleFault"><complexType><sequence>
 <element name="Code" type="xs:string"/> <element name="Message" type="xs:string"/> <element name="Field" type="xs:string" minOccurs="0"/>
</sequence></complexType></element>
</schema></types>
${each(messages)}
<message name="ScheduleFault"><part name="detail" element="t:ScheduleFault"/></message>
<portType name="ScheduleService">
${each(portOperation)}
</portType>
<binding name="Soap12" type="t:ScheduleService">
<s:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
${each((name) => bindingOperation(name, namespace))}
</binding>
<service name="ScheduleService"><port name="Soap12" binding="t:Soap12">
 <s:address location="${escaped(address)}"/></port></service>
</definitions>
`
}

function messages(name: WireOperation): string {
  return `<message name="${name}"><part name="parameters" element="t:${name}"/></message>
<message name="${name}Response"><part name="parameters" element="t:${name}Response"/></message>`
}

function portOperation(name: WireOperation): string {
  return `<operation name="${name}"><input message="t:${name}"/><output message="t:${name}Response"/>
 <fault name="Fault" message="t:ScheduleFault"/></operation>`
}

function bindingOperation(name: WireOperation, namespace: string): string {
  return `<operation name="${name}"><s:operation soapAction="${namespace}/${name}"/>
 <input><s:body use="literal"/></input><output><s:body use="literal"/></output>
 <fault name="Fault"><s:fault name="Fault" use="literal"/></fault></operation>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
