import { COMM_TARGET } from "@attention-lab/attention/map";
import type { ISessionContext } from "@jupyterlab/apputils";
import type { Kernel } from "@jupyterlab/services";
import { Signal } from "@lumino/signaling";
import type { Line } from "../host";
import type { Channel } from "./channel";

/** States in which everything that a kernel knew is gone. */
const GONE = ["restarting", "autorestarting", "terminating", "dead"];

/** The kernel of a notebook, whichever runs at the time. */
export function kernelLine(context: ISessionContext): Line {
	const line = {
		changed: new Signal<object, void>({}),
		open: () => openChannel(context.session?.kernel ?? null),
		dispose: () => {
			context.kernelChanged.disconnect(onKernel);
			context.statusChanged.disconnect(onStatus);
			Signal.clearData(line.changed);
		},
	};
	const onKernel = (): void => line.changed.emit();
	const onStatus = (_: unknown, status: Kernel.Status): void => {
		if (GONE.includes(status)) line.changed.emit();
	};
	context.kernelChanged.connect(onKernel);
	context.statusChanged.connect(onStatus);
	return line;
}

/** A comm as a channel; `null` where the kernel is gone or takes no comms. */
function openChannel(kernel: Kernel.IKernelConnection | null): Channel | null {
	if (kernel === null || !kernel.handleComms || GONE.includes(kernel.status)) return null;
	const comm = kernel.createComm(COMM_TARGET);
	const channel: Channel = {
		onMessage: () => undefined,
		onClose: () => undefined,
		open: (data) => quietly(() => comm.open(data as never)),
		send: (message) => quietly(() => comm.send(message as never)),
		close: () => quietly(() => comm.isDisposed || comm.close()),
	};
	comm.onMsg = ({ content, buffers }) => channel.onMessage(content.data, (buffers ?? []).map(asView));
	comm.onClose = ({ content }) => channel.onClose(content.data);
	return channel;
}

/** A kernel that has died in the meantime is no error of the page: the status signal reports it. */
function quietly(act: () => unknown): void {
	try {
		act();
	} catch {
		// Nothing is lost: the preview stays.
	}
}

function asView(buffer: ArrayBuffer | ArrayBufferView): ArrayBufferView {
	return ArrayBuffer.isView(buffer) ? buffer : new Uint8Array(buffer);
}
