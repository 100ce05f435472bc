# Lists a day, books its first free slot and cancels: zeep, driven by the WSDL alone.
# client.py <wsdl address> <certificate and key, PEM> <CA, PEM> <lpuCode> <doctor> <day> <patient as JSON>
import json
import sys

import requests
import zeep

address, pem, ca, lpu, doctor, day, patient = sys.argv[1:]
session = requests.Session()
session.cert = pem
session.verify = ca
session.trust_env = False
client = zeep.Client(address, transport=zeep.Transport(session=session))
slots = client.service.GetSchedule(lpuCode=lpu, doctorId=int(doctor), dateFrom=day, dateTo=day)
slots = slots if isinstance(slots, list) else slots.Slot
booking = dict(lpuCode=lpu, doctorId=int(doctor), slotId=slots[0].SlotId, patient=json.loads(patient))
booked = client.service.CreateAppointment(**booking)
try:
    client.service.CreateAppointment(**booking)
    again = 'booked'
except zeep.exceptions.Fault as fault:
    again = fault.detail[0][0].text
cancelled = client.service.CancelAppointment(lpuCode=lpu, appointmentId=booked)
visit = cancelled if hasattr(cancelled, 'Status') else cancelled.Appointment
print(json.dumps(dict(
    slots=len(slots), start=slots[0].StartTime.isoformat(), id=booked, again=again, status=visit.Status,
)))
