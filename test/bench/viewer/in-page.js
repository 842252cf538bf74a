/**
 * Runs in the measured page before anything else. A thing counts as drawn at the end of the frame in which it is there, that is
 * after the browser has laid it out and painted it; an act is over at the end of the last frame that took more than 40 ms.
 */
(() => {
	const CALM = 40;
	let contexts = 0;
	for (const Canvas of [HTMLCanvasElement, OffscreenCanvas]) {
		const { getContext } = Canvas.prototype;
		const seen = new WeakSet();
		Canvas.prototype.getContext = function (kind, ...rest) {
			const made = getContext.call(this, kind, ...rest);
			if (made !== null && String(kind).startsWith("webgl") && !seen.has(this)) {
				seen.add(this);
				contexts++;
			}
			return made;
		};
	}

	for (const [Context, ...methods] of [
		[CanvasRenderingContext2D, "fillRect", "fill", "drawImage", "putImageData"],
		[ImageBitmapRenderingContext, "transferFromImageBitmap"],
	]) {
		for (const method of methods) {
			const before = Context.prototype[method];
			Context.prototype[method] = function (...words) {
				this.canvas.isTouched = true;
				return before.apply(this, words);
			};
		}
	}

	/** Lets everything else that waits have its turn. */
	const task = () =>
		new Promise((resolve) => {
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = () => resolve();
			port2.postMessage(null);
		});
	/** The end of the next frame. */
	const painted = async () => {
		await new Promise(requestAnimationFrame);
		await task();
		return performance.now();
	};

	const bench_ = {
		contexts: () => contexts,
		painted,
		task,
		/** All elements that match, those in shadow trees as well. */
		find(selector, root = document) {
			const deeper = [...root.querySelectorAll("*")].filter((node) => node.shadowRoot !== null);
			const inner = deeper.flatMap((node) => bench_.find(selector, node.shadowRoot));
			return [...root.querySelectorAll(selector), ...inner];
		},
		/** A canvas that something was drawn on. To look at its pixels would hold the page up. */
		touched: (canvas) => canvas?.isTouched === true,
		/** A canvas with more than one colour on it. */
		inked(canvas) {
			if (!canvas || canvas.width === 0 || canvas.height === 0) return false;
			const small = new OffscreenCanvas(32, 32).getContext("2d", { willReadFrequently: true });
			small.drawImage(canvas, 0, 0, 32, 32);
			const pixels = new Uint32Array(small.getImageData(0, 0, 32, 32).data.buffer);
			return pixels.some((pixel) => pixel !== pixels[0]);
		},
		/** What a mouse does to an element at a place of it, in shares of its size. */
		mouse(node, kinds, x = 0.5, y = 0.5) {
			const box = node.getBoundingClientRect();
			const [clientX, clientY] = [box.left + x * box.width, box.top + y * box.height];
			for (const kind of kinds) {
				const Kind = kind.startsWith("pointer") ? PointerEvent : MouseEvent;
				node.dispatchEvent(new Kind(kind, { bubbles: true, composed: true, view: window, clientX, clientY }));
			}
		},
		hover: (node, x, y) => bench_.mouse(node, ["pointerover", "mouseover", "pointermove", "mousemove"], x, y),
		/** Milliseconds from an act to the end of the last frame that it made long. */
		async act(what) {
			const began = performance.now();
			let [before, over, calm] = [began, 0, 0];
			what();
			while (calm < 3) {
				const to = await painted();
				const long = to - before > CALM;
				if (long || over === 0) over = to;
				calm = long ? 0 : calm + 1;
				before = to;
			}
			return over - began;
		},
		/** Milliseconds since `given` and since the page was asked for, of the first frames in which these hold. */
		async drawn(conditions) {
			const times = {};
			while (Object.keys(times).length < Object.keys(conditions).length) {
				const open = Object.entries(conditions).filter(([name]) => !(name in times));
				const there = await new Promise((resolve) =>
					requestAnimationFrame(() => resolve(open.filter(([, holds]) => holds()).map(([name]) => name))),
				);
				if (there.length === 0) continue;
				await task();
				for (const name of there) times[name] = performance.now();
			}
			const [given] = performance.getEntriesByName("given");
			return { times, given: given?.startTime ?? 0 };
		},
		/** Lengths of frames until `stop` is called. */
		frames() {
			const lengths = [];
			let going = true;
			let before = 0;
			const next = (at) => {
				if (before > 0) lengths.push(at - before);
				before = at;
				if (going) requestAnimationFrame(next);
			};
			requestAnimationFrame(next);
			return () => {
				going = false;
				return lengths;
			};
		},
	};
	Object.assign(window, { bench_ });
})();
