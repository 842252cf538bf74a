/** Runs a tool of the course: what it throws is one sentence for whoever called it, and the exit code says so. */
export async function runTool(body) {
	try {
		await body();
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
	}
}
