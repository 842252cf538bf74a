/** Lets the supervisor speak to the inspector of the main thread, also while that is paused or loops. */
import { Session } from "node:inspector";
import { Socket } from "node:net";
import { FrameReader, toFrame } from "../protocol/frames";
import type { FromInspector, ToInspector } from "../protocol/inspector";
import { INSPECTOR } from "../protocol/runtime";

/** How long a question may wait before the main thread is woken once more. */
const WAKE_MS = 250;

/**
 * Serves the line; gives a function that ends the session, without which the process could not exit.
 *
 * @param wake - Makes the main thread run some JavaScript. Now and then, when it sleeps, the inspector does not wake it.
 */
export function serveInspector(wake: () => void): () => void {
	const line = new Socket({ fd: INSPECTOR, readable: true, writable: true });
	const reader = new FrameReader();
	let session: Session | undefined;
	const say = (message: FromInspector) => line.write(toFrame(message));

	const connect = () => {
		const fresh = new Session();
		fresh.connectToMainThread();
		fresh.on("inspectorNotification", ({ method, params }: FromInspector) => say({ method, params }));
		return fresh;
	};

	line.on("error", () => {});
	line.on("data", (chunk) => {
		for (const { id, method, params } of reader.push(chunk) as ToInspector[]) {
			session ??= connect();
			const alarm = setInterval(wake, WAKE_MS);
			session.post(method, params, (error, result) => {
				clearInterval(alarm);
				say(error ? { id, error: `${method}: ${error.message}` } : { id, result });
			});
		}
	});
	return () => {
		session?.disconnect();
		session = undefined;
	};
}
