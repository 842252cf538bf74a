import { type BackendReport, chooseBackend } from "@attention-lab/attention/backends";

/** Starts the engine, and fails where it is not the one that the environment expects. */
export async function startBackend(): Promise<BackendReport> {
	const report = await chooseBackend();
	const expected = process.env.ATTENTION_LAB_EXPECT_BACKEND;
	if (expected && report.name !== expected) {
		throw new Error(`expected backend ${expected}, got ${report.name} (${report.reason})`);
	}
	return report;
}
