<?php
// Lists a day, books its first free slot and cancels: PHP's own SoapClient, driven by the WSDL alone.
// php client.php <wsdl address> <certificate and key, PEM> <CA, PEM> <lpuCode> <doctor> <day> <patient as JSON>
[, $address, $pem, $ca, $lpu, $doctor, $day, $patient] = $argv;
$context = stream_context_create(['ssl' => [
    'local_cert' => $pem, 'cafile' => $ca, 'verify_peer' => true, 'verify_peer_name' => true, 'peer_name' => '127.0.0.1',
]]);
$client = new SoapClient($address, [
    'soap_version' => SOAP_1_2, 'cache_wsdl' => WSDL_CACHE_NONE, 'stream_context' => $context, 'exceptions' => true,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
]);
$schedule = $client->GetSchedule(['lpuCode' => $lpu, 'doctorId' => $doctor, 'dateFrom' => $day, 'dateTo' => $day]);
$slot = $schedule->Slots->Slot[0];
$booking = ['lpuCode' => $lpu, 'doctorId' => $doctor, 'slotId' => $slot->SlotId, 'patient' => json_decode($patient, true)];
$booked = $client->CreateAppointment($booking);
try {
    $client->CreateAppointment($booking);
    $again = 'booked';
} catch (SoapFault $fault) {
    $again = $fault->detail->ScheduleFault->Code;
}
$cancelled = $client->CancelAppointment(['lpuCode' => $lpu, 'appointmentId' => $booked->AppointmentId]);
echo json_encode([
    'slots' => count($schedule->Slots->Slot), 'start' => $slot->StartTime, 'id' => $booked->AppointmentId,
    'again' => $again, 'status' => $cancelled->Appointment->Status,
]);
