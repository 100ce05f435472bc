/**
 * The schema of each operation's request and answer, as the WSDL gives it. [req] for the names and the order of the first
 * two, the rest [assumed].
 */
export const operationElements = {
  GetSchedule: `<element name="GetSchedule"><complexType><sequence>
 <element name="lpuCode" type="xs:string"/> <element name="doctorId" type="xs:long"/>
 <element name="dateFrom" type="xs:date"/> <element name="dateTo" type="xs:date"/>
</sequence></complexType></element>
<element name="GetScheduleResponse"><complexType><sequence>
 <element name="Slots" type="t:ArrayOfSlot"/>
</sequence></complexType></element>`,
  CreateAppointment: `<element name="CreateAppointment"><complexType><sequence>
 <element name="lpuCode" type="xs:string"/> <element name="doctorId" type="xs:long"/>
 <element name="slotId" type="xs:string"/> <element name="patient" type="t:Patient"/>
</sequence></complexType></element>
<element name="CreateAppointmentResponse"><complexType><sequence>
 <element name="AppointmentId" type="xs:string"/>
</sequence></complexType></element>`,
  GetDoctors: `<element name="GetDoctors"><complexType><sequence>
 <element name="lpuCode" type="xs:string"/>
</sequence></complexType></element>
<element name="GetDoctorsResponse"><complexType><sequence>
 <element name="Doctors" type="t:ArrayOfDoctor"/>
</sequence></complexType></element>`,
  CancelAppointment: `<element name="CancelAppointment"><complexType><sequence>
 <element name="lpuCode" type="xs:string"/> <element name="appointmentId" type="xs:string"/>
</sequence></complexType></element>
<element name="CancelAppointmentResponse" type="t:AppointmentAnswer"/>`,
  GetAppointment: `<element name="GetAppointment"><complexType><sequence>
 <element name="lpuCode" type="xs:string"/> <element name="appointmentId" type="xs:string"/>
</sequence></complexType></element>
<element name="GetAppointmentResponse" type="t:AppointmentAnswer"/>`,
  GetPatientAppointments: `<element name="GetPatientAppointments"><complexType><sequence>
 <element name="lpuCode" type="xs:string"/> <element name="snils" type="xs:string"/> <element name="oms" type="xs:string"/>
 <element name="dateFrom" type="xs:date"/> <element name="dateTo" type="xs:date" minOccurs="0"/>
</sequence></complexType></element>
<element name="GetPatientAppointmentsResponse"><complexType><sequence>
 <element name="Appointments" type="t:ArrayOfAppointment"/>
</sequence></complexType></element>`,
  MoveAppointment: `<element name="MoveAppointment"><complexType><sequence>
 <element name="lpuCode" type="xs:string"/> <element name="appointmentId" type="xs:string"/>
 <element name="doctorId" type="xs:long"/> <element name="slotId" type="xs:string"/>
</sequence></complexType></element>
<element name="MoveAppointmentResponse" type="t:AppointmentAnswer"/>`,
} as const

/** An operation by the name it has on the wire. */
export type WireOperation = keyof typeof operationElements
