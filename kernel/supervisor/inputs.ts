/** Questions to the reader that wait for an answer. */
import type { Header } from "../protocol/message";

interface Question {
	id: number;
	/** The request whose cell asks. */
	key: string;
	/** The `input_request` that was sent. */
	messageId: string;
}

export class Inputs {
	private waiting: Question[] = [];

	add(question: Question): void {
		this.waiting.push(question);
	}

	/** The question that a reply answers: the one it names, or the oldest where it names none. */
	take({ msg_id }: Partial<Header>): Question | undefined {
		const question = this.waiting.find(({ messageId }) => msg_id === undefined || messageId === msg_id);
		this.waiting = this.waiting.filter((other) => other !== question);
		return question;
	}

	/** Drops the questions of a request that ended. */
	drop(key: string): void {
		this.waiting = this.waiting.filter((question) => question.key !== key);
	}
}
