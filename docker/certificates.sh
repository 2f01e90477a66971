#!/usr/bin/env bash
# An authority for this Compose project and one server certificate for its PostgreSQL servers. Once.
set -euo pipefail
cd "${CERTIFICATES:-/certificates}"
[[ -s server.crt ]] && exit 0

openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj '/CN=howdah compose' \
  -keyout ca.key -out ca.crt 2>/dev/null
openssl req -newkey rsa:3072 -nodes -subj '/CN=postgres' -keyout server.key -out server.csr 2>/dev/null
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 -out server.new \
  -extfile <(printf 'subjectAltName=DNS:control,DNS:primary,DNS:replica\n') 2>/dev/null
rm server.csr ca.key ca.srl
# PostgreSQL takes a key only when nobody else can read it.
chmod 600 server.key
((EUID == 0)) && chown postgres: server.key
chmod 644 ca.crt server.new
mv server.new server.crt
