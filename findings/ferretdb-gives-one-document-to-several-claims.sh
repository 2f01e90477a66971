#!/usr/bin/env bash
# FerretDB 1 on SQLite gives one document to several clients that claim it by findOneAndUpdate.
#
# Versions: github.com/FerretDB/FerretDB v1.24.2 (embedded package, handler sqlite), mongodb (node driver) 7.9.0, Go 1.24
# or later. In MongoDB findOneAndUpdate is atomic for a document: of clients that ask for { lockedAt: null } and set
# lockedAt, each gets another document. Here the server finds a document and updates it afterwards, without looking again,
# so several clients get the same one; updateOne with { _id, lockedAt: null } likewise counts one document for several of
# them as modified. insertOne with one _id and deleteOne hold. Queues that claim jobs this way run a job more than once.
# Seen: 100 documents, 4 clients: 188 claims, in another run 260; each document at least once.
set -euo pipefail

command -v go >/dev/null || { echo 'needs a Go toolchain'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	server, err := ferretdb.New(&ferretdb.Config{
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:" + os.Args[1]},
		Handler:   "sqlite",
		SQLiteURL: "file:" + os.Args[2] + "/",
	})
	if err != nil {
		panic(err)
	}
	_ = server.Run(context.Background())
}
GO
go mod init finding >/dev/null 2>&1
go get github.com/FerretDB/FerretDB@v1.24.2 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
CGO_ENABLED=0 go build -o server .
npm init -y >/dev/null
npm install --silent --no-audit --no-fund mongodb@7.9.0 >/dev/null
mkdir data

cat > run.mjs <<'JS'
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'

const port = 20_000 + Math.floor(Math.random() * 20_000)
const server = spawn('./server', [String(port), 'data'], { stdio: 'inherit' })
const connect = async () => {
  for (let tries = 0; ; tries += 1)
    try {
      return await new MongoClient(`mongodb://127.0.0.1:${port}/`, { serverSelectionTimeoutMS: 1_000 }).connect()
    } catch (error) {
      if (tries === 20) throw error
      await sleep(250)
    }
}
const clients = [await connect(), await connect(), await connect(), await connect()]
try {
  const jobs = client => client.db('finding').collection('jobs')
  await jobs(clients[0]).insertMany(Array.from({ length: 100 }, (_, _id) => ({ _id, lockedAt: null })))
  const claims = []
  await Promise.all(
    clients.map(async client => {
      for (;;) {
        const found = await jobs(client).findOneAndUpdate({ lockedAt: null }, { $set: { lockedAt: new Date() } })
        if (!found) return
        claims.push(found._id)
      }
    }),
  )
  const distinct = new Set(claims).size
  console.log(`${claims.length} claims of ${distinct} documents`)
  if (claims.length === distinct) {
    console.error('Each document was given once: this has changed.')
    process.exitCode = 1
  }
} finally {
  await Promise.all(clients.map(client => client.close()))
  server.kill()
}
JS
node run.mjs
