import { findBackend, ready, setBackend } from "@tensorflow/tfjs-core";
import type { BackendReport } from "./report";

/** Plain JavaScript: slow, and always there. */
export async function startCpu(): Promise<BackendReport> {
	require("@tensorflow/tfjs-backend-cpu");
	// The backend greets with an advertisement on its first write; this is the switch behind it.
	(findBackend("cpu") as unknown as { firstUse: boolean }).firstUse = false;
	if (!(await setBackend("cpu"))) throw new Error("TensorFlow.js did not accept it");
	await ready();
	return { name: "cpu", threads: 1 };
}
