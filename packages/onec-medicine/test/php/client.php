<?php
// A website's client of the 1C HTTP service, written from the requirement's description alone and knowing nothing of
// the TypeScript adapter:
//   - curl, HTTP Basic, `Content-Type: application/json; charset=utf-8` on every request, a body on every request
//     (empty on GET and DELETE);
//   - any status but 200 is a failure;
//   - 10 seconds.
//
//   php client.php <base> <user> <password> doctors
//   php client.php <base> <user> <password> schedule <doctorGuid> <YYYYMMDD>
//   php client.php <base> <user> <password> book <booking as JSON>
//   php client.php <base> <user> <password> cancel <id>
//
// Prints {"status":200,"data":…}, or {"status":…,"error":"…"} for a failure.

declare(strict_types=1);

final class MedicalApi
{
    public function __construct(
        private readonly string $base,
        private readonly string $user,
        private readonly string $password,
    ) {
    }

    public function doctors(): array
    {
        return $this->call('GET', '/doctors');
    }

    public function schedule(string $doctorGuid, string $date): array
    {
        return $this->call('GET', '/schedule/' . rawurlencode($doctorGuid) . '/' . rawurlencode($date));
    }

    public function book(array $booking): array
    {
        return $this->call('POST', '/appointments', $booking);
    }

    public function cancel(string $id): array
    {
        return $this->call('DELETE', '/appointments/' . rawurlencode($id));
    }

    private function call(string $method, string $path, ?array $data = null): array
    {
        $curl = curl_init($this->base . $path);
        curl_setopt_array($curl, [
            CURLOPT_CUSTOMREQUEST => $method,
            CURLOPT_HTTPAUTH => CURLAUTH_BASIC,
            CURLOPT_USERPWD => $this->user . ':' . $this->password,
            CURLOPT_HTTPHEADER => ['Content-Type: application/json; charset=utf-8'],
            CURLOPT_POSTFIELDS => $data === null ? '' : json_encode($data, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR),
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => 10,
        ]);
        $answer = curl_exec($curl);
        $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
        if ($answer === false || $status !== 200) {
            return ['status' => $status, 'error' => $answer === false ? curl_error($curl) : $answer];
        }
        $decoded = json_decode($answer, true);
        if (!is_array($decoded)) {
            return ['status' => $status, 'error' => json_last_error_msg()];
        }
        return ['status' => $status, 'data' => $decoded];
    }
}

[, $base, $user, $password, $command] = $argv;
$given = array_slice($argv, 5);
$api = new MedicalApi($base, $user, $password);
$result = match ($command) {
    'doctors' => $api->doctors(),
    'schedule' => $api->schedule(...$given),
    'book' => $api->book(json_decode($given[0], true, 512, JSON_THROW_ON_ERROR)),
    'cancel' => $api->cancel($given[0]),
};
echo json_encode($result, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR), "\n";
