// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the statements of a file in a DuckDB database: node duckdb.js DATABASE FILE.sql
// Takes the package @duckdb/node-api or duckdb, whichever node finds (NODE_PATH says where); status 9 when it finds neither.
const fs = require('fs')

function found(name) {
	try {
		return require(name)
	} catch (error) {
		if (error.code !== 'MODULE_NOT_FOUND') throw error
		return null
	}
}

async function main(database, file) {
	const api = found('@duckdb/node-api')
	const old = api ? null : found('duckdb')
	if (!api && !old) return 9
	if (!database) return 0
	const statements = fs.readFileSync(file, 'utf8')
	if (api) {
		const instance = await api.DuckDBInstance.create(database)
		const connection = await instance.connect()
		await connection.run(statements)
		connection.closeSync()
		instance.closeSync()
		return 0
	}
	const opened = new old.Database(database)
	await new Promise((done, failed) => opened.exec(statements, (error) => (error ? failed(error) : done())))
	await new Promise((done, failed) => opened.close((error) => (error ? failed(error) : done())))
	return 0
}

main(process.argv[2], process.argv[3]).then(
	(status) => process.exit(status),
	(error) => {
		console.error(String(error))
		process.exit(1)
	}
)
