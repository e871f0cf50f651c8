// A program of somebody else: opens the database file that it is given, read-only, and prints its answers as JSON.
import { DuckDBInstance } from '@duckdb/node-api';

const [path, zone, ...statements] = process.argv.slice(2);
const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
const connection = await instance.connect();
if (zone) await connection.run(`SET TimeZone = '${zone}'`);
const answers = [];
for (const sql of statements) answers.push((await connection.runAndReadAll(sql)).getRowsJson());
console.log(JSON.stringify(answers));
