// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the statements of a file in a DuckDB database: node duckdb.js DATABASE FILE.sql
// Takes the package @duckdb/node-api where node finds it (NODE_PATH says where); status 9 when it is not there. Without
// arguments it only looks.
const fs = require('fs')

function found() {
	try {
		return require('@duckdb/node-api')
	} catch (error) {
		if (error.code !== 'MODULE_NOT_FOUND') throw error
		return null
	}
}

async function main(database, file) {
	const duckdb = found()
	if (!duckdb) return 9
	if (!database) return 0
	const instance = await duckdb.DuckDBInstance.create(database)
	const connection = await instance.connect()
	await connection.run(fs.readFileSync(file, 'utf8'))
	connection.closeSync()
	instance.closeSync()
	return 0
}

main(process.argv[2], process.argv[3]).then(
	(status) => process.exit(status),
	(error) => {
		console.error(String(error))
		process.exit(1)
	}
)
