/** Ends the kernel when the process that started it is gone, also when that was killed. */

const POLL_MS = 1000;

/** Calls `gone` once the starter that `JPY_PARENT_PID` names has ended. */
export function watchStarter(gone: () => void): void {
	const starter = Number(process.env.JPY_PARENT_PID);
	if (!(starter > 1)) {
		return;
	}
	const isChild = process.ppid === starter;
	const isThere = () => (isChild ? process.ppid === starter : isRunning(starter));
	const timer = setInterval(() => {
		if (!isThere()) {
			clearInterval(timer);
			gone();
		}
	}, POLL_MS);
	timer.unref();
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
